import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { run as runScenario, type Report } from '#src/index.js';
import { printableData } from '#src/lib/text.js';
import { filledPage } from '#src/render/page.js';

const frame = '<html><body><div id="app"></div><!-- data --><script>start()</script></body></html>';
const report = await runScenario(
  { sources: [{ name: 'a', latency: 1 }], inference: { cost: 1 } },
  { virtual: true, cores: 1 },
);

/** The report with a text in it that somebody else has written. */
function called(name: string): Report {
  return { ...report, scenario: { ...report.scenario, name } };
}

/** What a browser would find in the element of the data. */
function contentOf(page: string): string {
  return /<script type="application\/json" id="data">([^]*?)<\/script/iu.exec(page)![1]!;
}

describe('a page with a report inside', () => {
  for (const [what, name] of Object.entries({
    'the end of its element': '</script><script>alert(1)</script>',
    'the end of its element in capitals': '</SCRIPT >',
    'the beginning of a comment and of a script': '<!--<script>',
    'the place of the data': '<!-- data -->',
    'what a replacement would replace': "$& $` $' $1 $<a> $$",
    'line separators of JavaScript': 'a\u2028b\u2029c',
    'quotes and backslashes': '"\\"\'`\\u003c',
    'control characters': '\u0000\u001b[2J\u0085',
    'half a character': '\ud800',
    'ten thousand characters': '<'.repeat(10_000),
  })) {
    it(`has it back as it was with ${what} in a name`, () => {
      const data = { kind: 'run', report: called(name) } as const;
      const page = filledPage(frame, data);
      assert.deepEqual(JSON.parse(contentOf(page)), JSON.parse(JSON.stringify(data)));
      assert.doesNotMatch(contentOf(page), /[<\u2028\u2029]/u);
      assert.equal(
        page.replace(contentOf(page), ''),
        frame.replace('<!-- data -->', '<script type="application/json" id="data"></script>'),
      );
    });
  }

  it('has any text back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const content = contentOf(filledPage(frame, { kind: 'run', report: called(name) }));
        assert.ok(!content.includes('<'));
        assert.equal((JSON.parse(content) as { report: Report }).report.scenario.name, name);
      }),
    );
  });

  it('is refused by a frame that has no place for it', () => {
    assert.throws(() => filledPage('<html></html>', { kind: 'run', report }), /no place for its data/);
  });

  it('is given no control character and nothing that turns a line around', () => {
    const data = printableData({ 'a\u001b': ['b\u202e', { c: 'd\n', e: 1, f: null, g: true }] });
    assert.deepEqual(data, { 'a\\x1b': ['b\\u202e', { c: 'd\\x0a', e: 1, f: null, g: true }] });
    assert.deepEqual(printableData(data), data);
  });
});
