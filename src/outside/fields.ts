import { z } from 'zod';
import type { Json } from '../model/json.js';
import { Hidden, redacted } from './hidden.js';
import { looksSecret } from './secret-names.js';
import { filled, templateField, templateProblem } from './template.js';
import { textsIn } from './texts-in.js';

/** Headers that say what is exchanged, and not by whom. */
const plainHeaders = new Set(['accept', 'accept-encoding', 'accept-language', 'cache-control', 'content-language', 'content-type', 'user-agent']);
/** A value that names a variable and nothing else but the scheme before it. */
const namesVariable = /^(?:[A-Za-z]+ )?\{\{\s*env\.[A-Za-z0-9_]+\s*\}\}$/;

/** The value of a header as it may be shown. */
function shownHeader(name: string, value: string): string {
  return plainHeaders.has(name.toLowerCase()) || namesVariable.test(value) ? value : redacted;
}

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
  .refine((headers) => Object.keys(headers).every((name) => headerName.test(name)), { error: 'expected names of headers as in "x-api-key"' })
  .refine((headers) => Object.keys(headers).every((name) => !ownHeaders.includes(name.toLowerCase())), {
    error: `expected no header that the connection has of itself: ${ownHeaders.join(', ')}`,
  })
  .refine((headers) => new Set(Object.keys(headers).map((name) => name.toLowerCase())).size === Object.keys(headers).length, {
    error: 'expected each header once, whatever the case of its name',
  })
  .transform(hiddenValues(shownHeader))
  .prefault({})
  .meta({ description: 'Headers; values may hold {{question}}, {{city}}, {{source}}, {{index}}, {{attempt}} and {{env.NAME}}' });

/** Variables of the environment for a program; their values are templates, and never shown but where each names a variable. */
export const variablesField = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/, { error: 'expected the name of a variable, as in API_TOKEN' }), hiddenOr(templateField()))
  .transform(hiddenValues(shownHeader))
  .prefault({});

/** A secret such as a key: a template, shown only where it names a variable. */
export const secretField = hiddenOr(templateField()).transform((text) => new Hidden(text, shownHeader('', text)));

/** A program and its arguments. What follows a flag whose name looks secret is not shown, nor users and passwords of URLs. */
export const commandField = z
  .array(hiddenOr(z.string().min(1).max(10_000)))
  .min(1)
  .max(1000)
  .transform((command) => command.map((text, i) => new Hidden(text, shownArgument(text, command[i - 1]))))
  .meta({ description: 'The program and its arguments; no shell reads them. A path is relative to the scenario file' });

/** An argument as it may be shown: `--token=abc`, `TOKEN=abc` and what comes after `--token` are not. */
function shownArgument(text: string, before: string | undefined): string {
  const [, name, value] = /^([^=\s]*)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && looksSecret(name)) return value === '' ? text : `${name}=${redacted}`;
  return before !== undefined && /^--?\w[\w-]*$/.test(before) && looksSecret(before) && !text.startsWith('-') ? redacted : shownUrl(text);
}

/** What is sent: a template, or JSON whose texts are. Shown without what stands under names that look secret. */
export const bodyField = z
  .preprocess((value) => (value instanceof Hidden ? (value.reveal() as Json) : value), z.json().superRefine(refuseUnknownNames))
  .transform((body) => new Hidden<Json>(body, shownBody('', body)))
  .meta({ description: 'Sent as JSON, a text as it is; its texts may hold the same placeholders as the URL' }) as unknown as z.ZodType<
  Hidden<Json>,
  Json | Hidden<Json>
>;

function refuseUnknownNames(body: Json, context: z.RefinementCtx): void {
  for (const { text } of textsIn(body)) {
    const problem = templateProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, input: text });
  }
}

function shownBody(name: string, value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => shownBody(name, item));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shownBody(key, item)]));
  if (value === null || (typeof value === 'string' && namesVariable.test(value))) return value;
  if (looksSecret(name)) return redacted;
  // A form.
  return typeof value === 'string' ? value.replaceAll(/([^&=\s]+)=([^&\s]+)/g, (pair, key: string) => (looksSecret(key) ? `${key}=${redacted}` : pair)) : value;
}

/** The URL as it may be shown: without user and password, and of its query only the values that are placeholders. */
function shownUrl(text: string): string {
  return text
    .replace(/^([a-z]+:\/\/)[^/?#@]*@/i, `$1${redacted}@`)
    .replaceAll(/([?&][^=&#]*=)([^&#]*)/g, (whole, name: string, value: string) => (/^(?:\{\{[^{}]*\}\})*$/.test(value) ? whole : `${name}${redacted}`));
}

/** Where something is asked over HTTP: a URL that is a template. */
export const urlField = hiddenOr(
  z
    .string()
    .max(10_000)
    .superRefine((text, context) => {
      const problem = templateProblem(text) ?? urlProblem(text);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, input: text });
    }),
)
  .transform((text) => new Hidden(text, shownUrl(text)))
  .meta({ description: 'An http or https URL; may hold {{question}}, {{city}}, {{source}}, {{index}}, {{attempt}} and {{env.NAME}}, which are encoded' });

/** What is wrong with a URL, as far as can be told before its placeholders are filled in. */
function urlProblem(text: string): string | undefined {
  if (text.startsWith('{{')) return undefined;
  const example = filled(text.replaceAll(/\{\{\s*env\.\w+\s*\}\}/g, '1'), { question: '1', city: '1', source: '1', index: '1', attempt: '1' }, {});
  if (!URL.canParse(example)) return 'expected a URL such as https://api.example.com/weather?city={{city}}';
  if (!/^https?:$/.test(new URL(example).protocol)) return 'expected an http or https URL';
  return undefined;
}
