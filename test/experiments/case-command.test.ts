import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { printable } from '#src/lib/text.js';
import { commandFor } from '#src/experiments/resilience/case-command.js';
import { stateNames, states } from '#src/experiments/resilience/combinations.js';
import { withFaults } from '#src/scenario/fail-source.js';
import { scenarioSchema, type Scenario } from '#src/scenario/schema.js';

const scenarioOf = (names: readonly string[]): Scenario =>
  scenarioSchema.parse({ sources: names.map((name) => ({ name, latency: 1 })) });

/** Names that look like each other's faults, and such as shells, terminals and Markdown take for something else. */
const nastyName = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'b',
      'b=error',
      'b=error%1.0',
      'b=error%1.00',
      'b=hang',
      'b=slow:3x',
      'b=slow',
      'b=',
      '=',
      'b=error=hang',
      '-x',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom(...'a=:%@ \'"\\`$!~#*\n\t\u001b\u007f\u0085\u202e\u200bé€𝄞'),
      minLength: 1,
      maxLength: 8,
    }),
  },
);
const nastyCase = fc
  .uniqueArray(nastyName, { minLength: 1, maxLength: 8 })
  .chain((names) =>
    fc.tuple(
      fc.constant(names),
      fc.array(fc.constantFrom(...stateNames), { minLength: names.length, maxLength: names.length }),
    ),
  );

describe('the command of a case', () => {
  it(
    'is printed as it is, is read by a shell word for word, and gives every source the fault that it had, whatever ' +
      'sources are called',
    (t) => {
      if (process.platform === 'win32') return t.skip('there is no shell that reads it');
      const cases = fc.sample(nastyCase, { numRuns: 300, seed: 1 });
      const commands = cases.map(([names, combination]) =>
        commandFor(["./it's \u001b[2J.json", '--workers', '3'], { scenario: scenarioOf(names), cores: 2 }, combination),
      );
      for (const command of commands) assert.equal(printable(command), command);
      const read = execFileSync(
        'bash',
        ['-c', commands.map((command) => `printf '%s\\0' ${command}; printf '\\n\\0'`).join('\n')],
        { encoding: 'utf8' },
      );
      const lines = read.split('\0\n\0').slice(0, -1);
      assert.equal(lines.length, cases.length);
      for (const [i, line] of lines.entries()) {
        const [names, combination] = cases[i]!;
        const words = line.split('\0');
        assert.deepEqual(words.slice(0, 9), [
          'agent-bench',
          'run',
          "./it's \u001b[2J.json",
          '--workers',
          '3',
          '--virtual',
          '--cores',
          '2',
          '--modes',
        ]);
        const texts = words.slice(10).filter((_, place) => place % 2 === 1);
        const { sources } = withFaults(scenarioOf(names), texts, '--fail-source');
        const expected = names.map((name, source) => {
          const fault = states[combination[source]!];
          return { name, faults: fault === undefined ? [] : [fault] };
        });
        const found = sources.map(({ name, faults }) => ({
          name,
          faults: faults.map(({ kind, argument, rate }) => (assert.ok((rate ?? 1) === 1), { kind, argument })),
        }));
        assert.deepEqual(found, expected);
      }
      return undefined;
    },
  );

  it('says no more than it has to', () => {
    const plain = commandFor(['capstone'], { scenario: scenarioOf(['a', 'b c', 'a=hang']), cores: 2 }, [
      'error',
      'slow',
      'healthy',
    ]);
    assert.equal(
      plain,
      "agent-bench run capstone --virtual --cores 2 --modes hybrid --fail-source a=error --fail-source 'b c=slow:3x'",
    );
    const taken = commandFor(['capstone'], { scenario: scenarioOf(['a', 'a=hang']), cores: 2 }, ['hang', 'healthy']);
    assert.match(taken, /--fail-source a=hang%1\.0$/);
  });
});
