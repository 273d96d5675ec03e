import { z } from 'zod';

/** What may become of a gate. */
export const verdicts = ['passed', 'failed', 'inconclusive', 'unjudged'] as const;
export type Verdict = (typeof verdicts)[number];

/** What became of a gate, in the unit of its figure. */
export const gateResultSchema = z.object({
  expression: z.string(),
  verdict: z.enum(verdicts).meta({
    description:
      'inconclusive: the limit lies within the interval; unjudged: there is not enough to judge by, which never passes',
  }),
  unit: z.enum(['ms', 'share', 'ratio', 'count']).meta({ description: 'Of value, interval and limit' }),
  value: z
    .number()
    .nullable()
    .meta({ description: 'The statistic of the figure that the gate names; null where there is none' }),
  interval: z
    .object({ low: z.number().nullable(), high: z.number().nullable() })
    .nullable()
    .meta({
      description:
        '95 % interval of the value; against a baseline it holds the uncertainty of both. Null where the value ' +
        'itself decides, an end of it where there are too few runs to bound a percentile there',
    }),
  limit: z.number().nullable().meta({ description: 'Null where it would come from a baseline that is not there' }),
  reason: z.string(),
});

/** What became of a gate, in the unit of its figure. */
export type GateResult = z.output<typeof gateResultSchema>;
