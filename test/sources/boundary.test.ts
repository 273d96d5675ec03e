import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Json } from '#src/model/json.js';
import { boundaryLike, schemaLike } from '#src/sources/boundary.js';
import { Fetching, scripted } from '../support/fetching.js';

const weather = { source: 'weather', temp: 72, windy: false, gusts: null, days: [{ high: 75 }] };

describe('the check of a payload', () => {
  for (const [what, payload] of [
    ['other values of the same types', { ...weather, source: 'x', temp: -3.5, windy: true }],
    ['more keys', { ...weather, humidity: 45 }],
    ['more items', { ...weather, days: [{ high: 75 }, { high: 80, low: 60 }] }],
    ['no items', { ...weather, days: [] }],
  ] satisfies [string, Json][]) {
    it(`lets ${what} through unchanged`, async () => {
      assert.deepEqual(await new Fetching().once(boundaryLike(weather)(scripted({ answer: payload }))), {
        value: payload,
        atMs: 0,
      });
    });
  }

  for (const [what, payload, path] of [
    ['a text for a number', { ...weather, temp: '72' }, 'payload.temp'],
    ['a missing key', { source: 'weather' }, 'payload.temp'],
    ['a wrong type deep inside', { ...weather, days: [{ high: 75 }, { high: null }] }, 'payload.days.1.high'],
    ['an array for an object', [], 'payload'],
    ['null for a truth value', { ...weather, windy: null }, 'payload.windy'],
  ] satisfies [string, Json, string][]) {
    it(`refuses ${what} and names ${path}`, async () => {
      const result = await new Fetching().once(boundaryLike(weather)(scripted({ answer: payload })));
      assert.ok('kind' in result);
      assert.equal(result.kind, 'malformed');
      assert.ok(result.message.startsWith(`${path}: `), result.message);
    });
  }

  it('accepts any JSON by the schema made from it, unlike items included', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const result = schemaLike(value as Json).safeParse(value);
        assert.ok(result.success);
      }),
      { numRuns: 200 },
    );
  });
});
