import { z } from 'zod';
import { headerFields } from './header.js';
import { reportSchema } from './run.js';

/** What `agent-bench doctor` found out of this machine. */
export const doctorSchema = z.object({
  ...headerFields('doctor'),
  environment: reportSchema.shape.environment,
  findings: z.array(
    z.object({
      what: z.string(),
      ok: z.boolean().meta({ description: 'Whether it is good enough to measure by' }),
      found: z.string(),
      why: z.string().meta({ description: 'Why it matters' }),
    }),
  ),
});

/** What this machine can measure, and how well. */
export type DoctorReport = z.output<typeof doctorSchema>;
/** One thing that was looked at: what was found, whether it is good enough, and why it matters. */
export type Finding = DoctorReport['findings'][number];
