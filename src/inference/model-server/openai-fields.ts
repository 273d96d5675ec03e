import { z } from 'zod';
import { duration } from '../../lib/duration-field.js';
import { headersField, secretField, urlField } from '../../adapters/fields.js';
import { placeholders, templateField } from '../../adapters/template.js';

/** What a prompt may name beside what any template may. */
export const promptNames = ['payload'] as const;

/** What a scenario says of inference by an OpenAI-compatible chat endpoint. */
export const openaiFields = {
  url: urlField.meta({ description: 'The base URL, as in https://api.openai.com/v1' }),
  apiKey: secretField.optional().meta({ description: 'Sent as a bearer token, as in {{env.OPENAI_API_KEY}}' }),
  headers: headersField,
  model: z.string().min(1).max(200),
  fallbackModel: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Asked where the model fails; its answer is degraded' }),
  system: templateField().default('Answer the question from the context alone, in two sentences at most.'),
  prompt: templateField([...placeholders, ...promptNames]).default(
    'Question: {{question}}\n\nContext from {{source}}:\n{{payload}}',
  ),
  maxTokens: z.int().min(1).max(1_000_000).default(256),
  tokenLimit: z
    .enum(['max_tokens', 'max_completion_tokens'])
    .default('max_tokens')
    .meta({ description: 'What maxTokens is sent as; some servers refuse the one or the other' }),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .nullable()
    .default(0)
    .meta({ description: 'null sends none, for servers that refuse it' }),
  stream: z.boolean().default(true).meta({ description: 'Streamed answers tell the time to the first token' }),
  price: z
    .strictObject({ input: z.number().min(0).max(1e6), output: z.number().min(0).max(1e6) })
    .optional()
    .meta({ description: 'Per million tokens, in whichever currency' }),
  maxBytes: z.int().min(1).max(1e9).default(10_000_000).meta({ description: 'A longer answer is a failure' }),
  concurrency: z.int().min(1).max(10_000).default(256).meta({ description: 'Requests at once at most' }),
  firstToken: duration.default(500).meta({ description: 'On simulated time, and of the mock: until the first token' }),
  tokensPerSecond: z
    .number()
    .positive()
    .max(1e6)
    .default(50)
    .meta({ description: 'On simulated time, and of the mock: how fast tokens come' }),
  tokens: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(100)
    .meta({ description: 'On simulated time, and of the mock: how many tokens an answer has' }),
} as const;
