import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { typedAs } from '#src/experiments/flags.js';
import { operations, type InputOf } from '#src/experiments/operations.js';
import { documentKinds, type DocumentKind } from '#src/results/documents/index.js';
import { documentSchemas } from '#src/results/documents/index.js';
import { perform, UsageError } from '#src/index.js';

describe('every operation', () => {
  it('has a kind of document, and every kind of document an operation', () => {
    assert.deepEqual(Object.keys(operations).toSorted(), [...documentKinds].toSorted());
  });

  for (const kind of documentKinds) {
    it(`${kind}: each field of its input is described and says how it is typed, and there is a JSON Schema of it`, async () => {
      const { name, input, examples } = await operations[kind]();
      assert.equal(name, kind);
      for (const [field, schema] of Object.entries(input.shape as Record<string, z.ZodType>)) {
        assert.ok(typedAs.get(schema) !== undefined, `${kind}.${field} does not say how it is typed`);
        assert.ok((schema.meta()?.description ?? '') !== '', `${kind}.${field} is not described`);
      }
      const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
      assert.equal(schema.type, 'object');
      assert.ok(examples.length > 0);
    });
  }
});

describe('an operation from a program', () => {
  const inputs: { readonly [K in DocumentKind]?: InputOf<K> } = {
    run: { scenario: 'capstone', virtual: true, cores: 2, modes: ['hybrid'] },
    resilience: { scenario: 'capstone', runs: 20, cores: 2 },
    sweep: { scenario: 'capstone', over: ['workers=1,2'], cores: 2 },
    'what-if': { scenario: 'capstone', virtual: true, cores: 2, set: ['workers=3'] },
    ask: { question: 'Why?', virtual: true, timeout: '15s' },
  };
  for (const [kind, input] of Object.entries(inputs) as [DocumentKind, InputOf<DocumentKind>][]) {
    it(`${kind} gives a document of its kind, which its schema takes`, async () => {
      const document = await perform(kind, input);
      assert.equal(document.kind, kind);
      (await documentSchemas[kind]()).parse(JSON.parse(JSON.stringify(document)));
    });
  }

  it('a scenario may be an object', async () => {
    const scenario = { name: 'mine', sources: [{ name: 'a', latency: 100 }], inference: { cost: 50 } };
    const report = await perform('run', { scenario, virtual: true, modes: ['hybrid'] });
    assert.equal(report.modes[0]!.runs[0]!.makespanMs, 150);
  });

  it('input that is wrong is refused with the field and what to write', async () => {
    await assert.rejects(perform('sweep', { over: ['workers=1'], runs: 0 }), (error: Error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /^wrong input of sweep:\n {2}runs: .*Write a whole number from 1 to 100,000/s);
      return true;
    });
    await assert.rejects(perform('run', { virtaul: true } as never), /virtaul/);
    await assert.rejects(perform('run', { runs: 0 }), /^UsageError: .*\n {2}runs: Write a whole number .*,000, not 0$/);
    for (const name of ['runn', 'toString'])
      await assert.rejects(perform(name as 'run', {}), new RegExp(`^UsageError: unknown operation '${name}'`));
  });

  it('is ended by its signal', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(perform('resilience', { runs: 20 }, { signal }), /interrupted by the caller/);
  });
});
