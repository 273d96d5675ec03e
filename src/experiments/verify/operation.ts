import { z } from 'zod';
import { scaleFields, scenarioField, seedField, workersField } from '../inputs.js';
import { operation } from '../operation.js';
import { planOf } from '../planned.js';
import { verify as check } from './verify.js';

/** Checks on real time that a scenario does what it should, line by line. */
export const verify = operation({
  name: 'verify',
  summary: 'check on real time that a scenario does what it should, line by line (about 50 seconds)',
  input: z.strictObject({ scenario: scenarioField, workers: workersField(), ...scaleFields, seed: seedField() }),
  examples: [
    ['verify --md capstone_verification.md', 'the checklist as a document'],
    ['verify --quick', 'ten times faster'],
    ["verify my-agent.json --json - | jq '.checks[] | {outcome, what}'"],
  ],
  async run(input, context) {
    const plan = await planOf(input.scenario, input, { runs: 1 }, context.note);
    await context.begins(plan);
    const { within, progress } = context;
    const verified = await check({ plan, within, progress });
    if (verified === undefined) throw within.reason ?? new Error('no mode was run');
    return verified;
  },
});
