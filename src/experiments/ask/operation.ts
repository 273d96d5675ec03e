import { z } from 'zod';
import { headerOf } from '../../results/documents/header.js';
import { argument, flag, textValue } from '../flags.js';
import { defaultScenario, scenarioValue, worldFields } from '../inputs.js';
import { onStandIn, operation } from '../operation.js';
import { planOf } from '../planned.js';
import { watched } from '../run/operation.js';

/** Asks one question in hybrid mode. */
export const ask = operation({
  name: 'ask',
  summary: 'ask one question in hybrid mode and read the answer',
  input: z.strictObject({
    question: argument(textValue, 'what the agent is asked', '<question>'),
    scenario: flag(scenarioValue.default(defaultScenario), "a built-in's name or a file", {
      form: '<name>',
      group: 'scenario',
    }),
    ...worldFields,
  }),
  examples: [
    ['ask "What should I pack?" --city Boston'],
    ['ask "What is new?" --virtual --json | jq .inferences.news.summary'],
  ],
  async run(input, context) {
    const { scenario, question } = input;
    const asked = await planOf(scenario, input, { modes: ['hybrid'], question, runs: 1 }, context.note);
    return onStandIn(asked, input, context, async (plan) => {
      await context.begins(plan);
      const report = await watched(plan, context);
      const result = report.modes[0]?.runs[0]?.result;
      if (result === undefined) throw context.within.reason ?? new Error('the question was not asked');
      return { ...headerOf('ask', report.createdAt), ...result };
    });
  },
});
