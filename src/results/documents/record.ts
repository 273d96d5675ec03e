import { z } from 'zod';
import { headerFields } from './header.js';

const ms = z.number().min(0).nullable();
const count = z.int().min(0);

/** What `agent-bench record` measured, and the scenario that it makes. */
export const recordSchema = z.object({
  ...headerFields('record'),
  name: z.string().meta({ description: 'The scenario that was measured' }),
  interrupted: z.boolean(),
  rounds: z.int().min(1).meta({ description: 'Rounds that are complete; each asks every source once' }),
  withFaults: z.boolean().meta({ description: "Whether the scenario's own faults were part of what was measured" }),
  inference: z.boolean().meta({ description: 'Whether inference was measured as well' }),
  sources: z.array(
    z.object({
      name: z.string(),
      answered: count,
      medianMs: ms.meta({ description: 'Of the attempts that were answered; null where none was' }),
      p95Ms: ms,
      failures: z.record(z.string(), count).meta({ description: 'How many attempts failed, by kind of failure' }),
      inferenceMs: ms.meta({ description: 'Median; null where no inference was measured' }),
    }),
  ),
  warnings: z.array(z.string()).meta({ description: 'What the recording does not tell as well as one might think' }),
  scenario: z.json().meta({ description: 'The scenario for simulated time' }),
});

/** What was measured of a scenario's sources and inference. */
export type RecordReport = z.output<typeof recordSchema>;
