import { z } from 'zod';
import { suggestion } from '../lib/text.js';
import { argumentNames, type Query } from '../model/query.js';
import type { CallContext } from '../model/ports.js';

/** What a template may name, beside `env.NAME`: the query, and where its call stands. */
export const placeholders = [...argumentNames, 'source', 'index', 'attempt'] as const;
type Placeholder = (typeof placeholders)[number];

/** What placeholders stand for; more than those of a call where a template admits more. */
export type Values = Readonly<Partial<Record<string, string>>>;

/** The same value for each placeholder, to try a template with. */
export function exampleValues(value: string): Values {
  return Object.fromEntries(placeholders.map((name) => [name, value]));
}

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The values of a call's placeholders. */
export function valuesOf(
  query: Query,
  { source, attempt }: Pick<CallContext, 'source' | 'attempt'>,
): Record<Placeholder, string> {
  return { question: query.question, ...query.arguments, source, index: String(query.index), attempt: String(attempt) };
}

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;
const variable = /^env\.([A-Za-z_][A-Za-z0-9_]*)$/;

/** The variables of the environment that a text names, as in `{{env.TOKEN}}`. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(placeholder)].flatMap(([, name = '']) => variable.exec(name)?.[1] ?? []);
}

/**
 * What is wrong with a template, or undefined: a name that it does not know. `known` are those that it admits beside
 * `env.NAME`. The name is not shown, as it may be a secret that was written in the place of one; what it is near to is.
 */
export function templateProblem(text: string, known: readonly string[] = placeholders): string | undefined {
  for (const [, name = ''] of text.matchAll(placeholder)) {
    if (known.includes(name) || variable.test(name)) continue;
    return `unknown name in {{ }}${suggestion(name, [...known, 'env.NAME'])}`;
  }
  return undefined;
}

/**
 * The text with its placeholders replaced. `encode` is applied to what stands for each of them, but not to a variable
 * that begins the text, which may be an address.
 */
export function filled(
  text: string,
  values: Values,
  env: Environment,
  encode: (value: string) => string = (value) => value,
): string {
  return text.replaceAll(placeholder, (whole: string, name: string, offset: number) => {
    const named = variable.exec(name)?.[1];
    const value = named === undefined ? values[name] : env[named];
    if (value === undefined) return whole;
    return named !== undefined && offset === 0 ? value : encode(value);
  });
}

/** A field that holds a template. `known` are the names that it admits beside `env.NAME`. */
export function templateField(known: readonly string[] = placeholders, longest = 100_000) {
  return z
    .string()
    .max(longest)
    .superRefine((text, context) => {
      const problem = templateProblem(text, known);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, input: text });
    });
}
