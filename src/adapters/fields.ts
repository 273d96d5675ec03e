import { z } from 'zod';
import type { Json } from '../model/json.js';
import { Hidden } from './secrets/hidden.js';
import { urlTemplateProblem } from './http/url.js';
import { shownArgument, shownBody, shownHeader, shownUrl } from './secrets/redacted-parts.js';
import { templateField, templateProblem } from './template.js';
import { textsIn } from './texts-in.js';

/** Text as it is written, or as a scenario holds it that was checked before. */
function hiddenOr(text: z.ZodType<string, string>): z.ZodType<string, string | Hidden> {
  const field = z.preprocess((value) => (value instanceof Hidden ? value.reveal() : value), text);
  return field.meta({ type: 'string' }) as unknown as z.ZodType<string, string | Hidden>;
}

function hiddenValues(show: (name: string, value: string) => string) {
  return (values: Readonly<Record<string, string>>): Record<string, Hidden> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, new Hidden(value, show(name, value))]));
}

const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}$/;

/** Headers that a client writes itself, as they are about the connection. */
const ownHeaders = ['connection', 'content-length', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade'];

/** Headers by name; their values are templates. */
export const headersField = z
  .record(z.string(), hiddenOr(templateField()))
  .refine((headers) => Object.keys(headers).length <= 100, { error: 'expected at most 100 headers' })
  .refine((headers) => Object.keys(headers).every((name) => headerName.test(name)), {
    error: 'expected names of headers as in "x-api-key"',
  })
  .refine((headers) => Object.keys(headers).every((name) => !ownHeaders.includes(name.toLowerCase())), {
    error: `expected no header that the connection has of itself: ${ownHeaders.join(', ')}`,
  })
  .refine(
    (headers) => new Set(Object.keys(headers).map((name) => name.toLowerCase())).size === Object.keys(headers).length,
    {
      error: 'expected each header once, whatever the case of its name',
    },
  )
  .transform(hiddenValues(shownHeader))
  .prefault({})
  .meta({
    description: 'Headers; values may hold {{question}}, {{city}}, {{source}}, {{index}}, {{attempt}} and {{env.NAME}}',
  });

/**
 * Variables of the environment for a program; their values are templates, and never shown but where each names a
 * variable.
 */
export function variablesField(known: readonly string[]) {
  const name = z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/, { error: 'expected the name of a variable, as in API_TOKEN' });
  return z
    .record(name, hiddenOr(templateField(known)))
    .transform(hiddenValues(shownHeader))
    .prefault({});
}

/** A secret such as a key: a template, shown only where it names a variable. */
export const secretField = hiddenOr(templateField()).transform((text) => new Hidden(text, shownHeader('', text)));

/**
 * A program and its arguments, which are templates. What follows a flag whose name looks secret is not shown, nor users
 * and passwords of URLs.
 */
export function commandField(known: readonly string[]) {
  return z
    .array(hiddenOr(templateField(known, 10_000).min(1)))
    .min(1)
    .max(1000)
    .transform((command) => command.map((text, i) => new Hidden(text, shownArgument(text, command[i - 1]))));
}

/** What is sent: a template, or JSON whose texts are. Shown without values under secret-looking names. */
export const bodyField = z
  .preprocess(
    (value) => (value instanceof Hidden ? (value.reveal() as Json) : value),
    z.json().superRefine(refuseUnknownNames),
  )
  .transform((body) => new Hidden<Json>(body, shownBody('', body)))
  .meta({
    description: 'Sent as JSON, a text as it is; its texts may hold the same placeholders as the URL',
  }) as unknown as z.ZodType<Hidden<Json>, Json | Hidden<Json>>;

function refuseUnknownNames(body: Json, context: z.RefinementCtx): void {
  for (const { text } of textsIn(body)) {
    const problem = templateProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, input: text });
  }
}

/** Where something is asked over HTTP: a URL that is a template. */
export const urlField = hiddenOr(
  z
    .string()
    .max(10_000)
    .superRefine((text, context) => {
      const problem = urlTemplateProblem(text);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, input: text });
    }),
)
  .transform((text) => new Hidden(text, shownUrl(text)))
  .meta({
    description:
      'An http or https URL; may hold {{question}}, {{city}}, {{source}}, {{index}}, {{attempt}} and {{env.NAME}}, ' +
      'which are encoded',
  });

/**
 * What a scenario says of a program: JSON on its standard input, JSON on its standard output. `known` are the names
 * that its templates may hold.
 */
export function programFields(known: readonly string[]) {
  const names = [...known, 'env.NAME'].map((name) => `{{${name}}}`).join(', ');
  return {
    command: commandField(known).meta({
      description:
        `The program and its arguments, each of which may hold ${names}; no shell reads them. A path is ` +
        'relative to the scenario file',
    }),
    env: variablesField(known).meta({
      description: [
        'Variables of the environment that the program has beside those of agent-bench; values may hold',
        names,
      ].join(' '),
    }),
    maxBytes: z.int().min(1).max(1e9).default(10_000_000).meta({ description: 'A longer output is a failure' }),
  } as const;
}

/** The fields of a source that is a function of a module. */
export const moduleSourceFields = {
  module: z
    .string()
    .min(1)
    .max(4096)
    .meta({ description: 'A JavaScript or TypeScript file, relative to the scenario file' }),
  export: z
    .string()
    .min(1)
    .max(200)
    .default('fetch')
    .meta({ description: 'The function that it exports: fetch(query, {signal, log})' }),
  maxBytes: z.int().min(1).max(1e9).default(10_000_000).meta({ description: 'A longer answer, as JSON, is a failure' }),
} as const;

/** The fields of inference that is a function of a module. */
export const moduleInferenceFields = {
  module: z
    .string()
    .min(1)
    .max(4096)
    .meta({ description: 'A JavaScript or TypeScript file, relative to the scenario file' }),
  export: z
    .string()
    .min(1)
    .max(200)
    .default('infer')
    .meta({ description: 'The function that it exports: infer(payload, {signal})' }),
  maxBytes: z.int().min(1).max(1e9).default(10_000_000).meta({ description: 'A longer answer, as JSON, is a failure' }),
} as const;

/** What a scenario says of a source that is asked over HTTP. */
export const httpFields = {
  url: urlField,
  method: z
    .enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
    .optional()
    .meta({ description: 'GET where left out, POST with a body' }),
  headers: headersField,
  body: bodyField.optional(),
  select: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .meta({ description: 'A JMESPath expression: the part of the answer that is the payload' }),
  schema: z
    .record(z.string(), z.json())
    .optional()
    .meta({ description: 'A JSON Schema that the payload has to match' }),
  format: z
    .enum(['json', 'text', 'json-lines', 'event-stream'])
    .optional()
    .meta({ description: 'How the body is read; as its content type says where left out' }),
  maxBytes: z.int().min(1).max(1e9).default(10_000_000).meta({ description: 'A longer body is a failure' }),
  redirects: z
    .int()
    .min(0)
    .max(20)
    .default(5)
    .meta({ description: 'So many redirects are followed, on one host and port only' }),
} as const;

/** The same, parsed. */
export type HttpFields = z.output<z.ZodObject<typeof httpFields>>;
