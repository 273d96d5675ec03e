import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reasonIn } from '#src/adapters/http/refusal-reason.js';

describe('the reason of a refusal', () => {
  for (const [what, body, reason] of [
    [
      'an error as OpenAI writes it',
      '{"error": {"message": "Incorrect API key", "type": "invalid_request_error"}, "message": "no"}',
      'Incorrect API key',
    ],
    ['an error that is a text', '{"error": "model not found"}', 'model not found'],
    ['a message', '{"object": "error", "message": "context too long"}', 'context too long'],
    ['a detail', '{"detail": "Not authenticated"}', 'Not authenticated'],
    [
      'a list of details',
      '{"detail": [{"loc": ["body"], "msg": "field required"}, {"msg": "too long"}]}',
      'field required; too long',
    ],
    ['a detail within a message', '{"message": {"detail": "no quota"}}', 'no quota'],
    ['a list of errors', '{"errors": [{"message": "bad model"}]}', 'bad model'],
    ['a code alone', '{"error": {"message": "", "code": 503}}', 'error 503'],
    ['a text, as one line', '  upstream is\n away ', 'upstream is away'],
    ['what would write to a terminal', '\u001b[2Jno', '\\x1b[2Jno'],
  ] as const)
    it(`is ${what}`, () => assert.equal(reasonIn(body), reason));

  it('fits into a line', () => {
    assert.equal(reasonIn(`{"error": {"message": "${'x'.repeat(1000)}"}}`)?.length, 200);
    assert.equal(reasonIn('x'.repeat(1000))?.length, 200);
  });

  it('is nothing where nothing is said', () => {
    for (const body of [
      '',
      ' ',
      '<html>',
      '{}',
      '{"error": 7}',
      '{"error": {"message": ""}}',
      '[]',
      'null',
      '7',
      '\ufffd\ufffd',
      '\0\0',
    ])
      assert.equal(reasonIn(body), undefined);
  });
});
