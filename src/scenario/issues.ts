import { z } from 'zod';
import { clip, printable, suggestion } from '../lib/text.js';
import { inJson } from '../lib/json.js';
import { mayHoldSecrets } from '../adapters/secrets/redacted-parts.js';

type Issue = z.core.$ZodIssue;

const maxLine = 1000;
const maxKeys = 5;

/** Each problem of refused data in a line: the path, then what is wrong with it. At most `limit` lines. */
export function issueLines(error: z.ZodError, schema: z.ZodType, limit = 10): string[] {
  const issues = error.issues.flatMap((issue) => unfolded(issue));
  const lines = issues
    .slice(0, limit)
    .map((issue) => short(printable(`${short(issue.path.join('.')) || 'top level'}: ${reason(issue, schema)}`)));
  return issues.length <= limit ? lines : [...lines, `and ${issues.length - limit} more`];
}

/** Names from a file may be of any length; lines for reading may not. */
function short(text: string): string {
  return text.length <= maxLine ? text : clip(text.slice(0, 2 * maxLine), maxLine);
}

/** Of a refused union, the problems of the branch that fits best: the one that got furthest into the data. */
function unfolded(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const branches = issue.errors.map((branch) =>
    branch.flatMap((inner) => unfolded({ ...inner, path: [...issue.path, ...inner.path] })),
  );
  const best = branches.toSorted((a, b) => fit(b[0]) - fit(a[0]))[0];
  return best !== undefined && fit(best[0]) > issue.path.length ? best : [issue];
}

function fit(issue: Issue | undefined): number {
  if (issue === undefined) return 0;
  return (
    issue.path.length + (issue.code === 'invalid_type' ? 0 : 0.5) - (issue.code === 'unrecognized_keys' ? 0.25 : 0)
  );
}

function reason(issue: Issue, schema: z.ZodType): string {
  if (issue.code === 'invalid_union' && 'options' in issue && issue.options !== undefined)
    return wrongKind(issue, issue.discriminator ?? 'type', issue.options.map(String));
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  if (issue.code !== 'unrecognized_keys') {
    const found = instead(issue);
    const message = withoutPreamble(issue.message);
    return found === '' ? message : `${message.replace(/\.$/, '')}${found}`;
  }
  const known = keysAt(schema, issue.path);
  const named = issue.keys
    .slice(0, maxKeys)
    .map((key) => `unknown field '${short(key)}'${known.length > 0 ? suggestion(key, known) : ''}`);
  const more = issue.keys.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function wrongKind(issue: Issue, field: string, known: readonly string[]): string {
  const written = isRecord(issue.input) ? issue.input[field] : undefined;
  if (written === undefined) return `missing; expected ${known.join(', ')}`;
  const text = typeof written === 'string' ? short(written) : inJson(written, 60, mayHoldSecrets);
  return `unknown ${field} '${text}'${suggestion(text, known)}`;
}

/**
 * `, not "soon"`: what stands there, if zod was asked to report it and the message is not our own, which says it
 * already.
 */
function instead(issue: Issue): string {
  const { code, input } = issue;
  if (code === 'custom' || !('input' in issue)) return '';
  if (input === undefined) return '; it is missing';
  if (issue.path.some((field) => mayHoldSecrets(String(field)))) return '';
  if (Array.isArray(input) && code !== 'invalid_type') return `, not ${input.length.toLocaleString('en-US')}`;
  if (typeof input === 'number') return `, not ${input}`;
  return `, not ${inJson(input, 60, mayHoldSecrets)}`;
}

/**
 * The fields that a schema admits at a path, from its JSON Schema, those of every kind where there are several; none
 * where it is no plain object.
 */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = kindsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  for (const key of path)
    at = at.flatMap((one) => kindsOf(typeof key === 'number' ? one['items'] : propertiesOf(one)[String(key)]));
  return [...new Set(at.flatMap((one) => Object.keys(propertiesOf(one))))];
}

/** A JSON Schema, or what it is one of. */
function kindsOf(schema: unknown): Record<string, unknown>[] {
  if (!isRecord(schema)) return [];
  const options = schema['oneOf'] ?? schema['anyOf'];
  return Array.isArray(options) ? options.flatMap(kindsOf) : [schema];
}

function propertiesOf(schema: Record<string, unknown>): Record<string, unknown> {
  const { properties } = schema;
  return isRecord(properties) ? properties : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What zod says was expected, without what it puts before and behind that. */
function withoutPreamble(message: string): string {
  return message.replace(/^(Invalid input|Too (small|big)): /, '').replace(/, received .*$/, '');
}
