import { z } from 'zod';
import { printable } from '../lib/text.js';
import { suggestion } from '../lib/nearest.js';

type Issue = z.core.$ZodIssue;

/** Each problem of refused data in a line: the path, then what is wrong with it. At most `limit` lines. */
export function issueLines(error: z.ZodError, schema: z.ZodType, limit = 10): string[] {
  const lines = error.issues.map((issue) => deepest(issue)).map((issue) => printable(`${issue.path.join('.') || 'top level'}: ${reason(issue, schema)}`));
  return lines.length <= limit ? lines : [...lines.slice(0, limit), `and ${lines.length - limit} more`];
}

/** Of a refused union, the problem of the branch that fits best: the one that got furthest into the data. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const branches = issue.errors.flatMap((branch) => branch.slice(0, 1)).map((inner) => deepest({ ...inner, path: [...issue.path, ...inner.path] }));
  const best = branches.toSorted((a, b) => fit(b) - fit(a))[0];
  return best !== undefined && fit(best) > issue.path.length ? best : issue;
}

function fit(issue: Issue): number {
  return issue.path.length + (issue.code === 'invalid_type' ? 0 : 0.5) - (issue.code === 'unrecognized_keys' ? 0.25 : 0);
}

function reason(issue: Issue, schema: z.ZodType): string {
  if (issue.code !== 'unrecognized_keys') return issue.message.replace(/^Invalid input: /, '');
  const known = keysAt(schema, issue.path);
  return issue.keys.map((key) => `unknown field '${key}'${known.length > 0 ? suggestion(key, known) : ''}`).join('; ');
}

/** The fields that a schema admits at a path, from its JSON Schema; none where it is no plain object. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  for (const key of path) {
    if (!isRecord(at)) return [];
    at = typeof key === 'number' ? at['items'] : isRecord(at['properties']) ? at['properties'][String(key)] : undefined;
  }
  return isRecord(at) && isRecord(at['properties']) ? Object.keys(at['properties']) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
