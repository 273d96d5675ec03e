import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { typedAs, type Typed } from '../experiments/flags.js';
import { issueLines } from '../scenario/issues.js';
import { UsageError } from '../model/errors.js';
import type { CommandSpec, CommonFlags } from './command.js';
import { headings, helpOf } from './help.js';

/** The commander command of a spec, with the settings of its parent; `done` is called with its exit code. */
export function commandFrom(spec: CommandSpec, done: (code: number) => void, parent?: Command): Command {
  const made = new Command(spec.name).description(spec.summary).allowUnknownOption(spec.dashes === true);
  if (parent !== undefined) made.copyInheritedSettings(parent);
  for (const [name, field] of Object.entries(spec.input.shape)) add(made, name, field as z.ZodType);
  made.configureHelp({ showGlobalOptions: true, formatHelp: () => helpOf(made, spec) });
  return made.action(async () => {
    const { color } = made.optsWithGlobals<CommonFlags>();
    done(await spec.run(inputOf(made, spec.input), { color }));
  });
}

/** The input that was typed for a command. A UsageError names what is wrong with it as a whole. */
export function inputOf<I extends z.ZodObject>(made: Command, schema: I): z.output<I> {
  const options: Record<string, unknown> = made.opts();
  const raw: Record<string, unknown> = {};
  for (const name of Object.keys(schema.shape)) if (options[name] !== undefined) raw[name] = options[name];
  for (const [i, { name, typed }] of argumentsOf(schema).entries())
    if (made.processedArgs[i] !== undefined) raw[name] = typed.variadic === true ? made.args : made.processedArgs[i];
  const parsed = schema.safeParse(raw, { reportInput: true });
  if (!parsed.success) throw new UsageError(issueLines(parsed.error, schema).join('\n'));
  return parsed.data;
}

function argumentsOf(schema: z.ZodObject): { readonly name: string; readonly typed: Typed }[] {
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const typed = typedAs.get(field as z.ZodType);
    return typed?.argument === true ? [{ name, typed }] : [];
  });
}

function add(made: Command, name: string, field: z.ZodType): void {
  const typed = typedAs.get(field);
  if (typed === undefined) throw new Error(`the field ${name} of ${made.name()} does not say how it is typed`);
  const { description = '' } = field.meta() ?? {};
  const { inner, fallback, optional } = unwrapped(field);
  const choices = choicesOf(inner);
  if (typed.argument === true) {
    const argument = new Argument(typed.form ?? name, description);
    if (choices !== undefined) argument.choices(choices);
    argument.argParser(argumentParserOf(inner));
    if (fallback !== undefined) argument.default(fallback);
    made.addArgument(argument);
    return;
  }
  const long = `--${fallback === true ? 'no-' : ''}${kebab(name)}`;
  const short = typed.short === undefined ? '' : `${typed.short}, `;
  const flags = `${short}${long}${typed.form === undefined ? '' : ` ${typed.form}`}`;
  const option = new Option(flags, description).helpGroup(`${headings[typed.group]}:`);
  if (choices !== undefined) option.choices(choices);
  if (typed.form !== undefined) option.argParser(parserOf(inner, typed.repeatable));
  if (fallback !== undefined && typeof fallback !== 'boolean') option.default(fallback, typed.shownDefault);
  if (typed.conflicts !== undefined) option.conflicts(typed.conflicts);
  if (typed.required === true || (!optional && fallback === undefined)) option.makeOptionMandatory();
  made.addOption(option);
}

/** `fetch-timeout` of `fetchTimeout`. */
export function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

interface Unwrapped {
  readonly inner: z.ZodType;
  readonly fallback: unknown;
  readonly optional: boolean;
}

/** A field without what says that it may be left out. */
function unwrapped(field: z.ZodType): Unwrapped {
  const { def } = field as z.ZodType & { def: { type: string; innerType?: z.ZodType; defaultValue?: unknown } };
  if (def.type === 'optional') return { ...unwrapped(def.innerType!), optional: true };
  if (def.type === 'default') return { ...unwrapped(def.innerType!), fallback: def.defaultValue };
  return { inner: field, fallback: undefined, optional: false };
}

function choicesOf(field: z.ZodType): string[] | undefined {
  const { def } = field as z.ZodType & { def: { type: string; entries?: Record<string, string> } };
  return def.type === 'enum' ? Object.values(def.entries!) : undefined;
}

/** Refuses a text that the field does not take, in the field's words. */
function argumentParserOf(field: z.ZodType): (text: string) => unknown {
  return (text) => {
    const parsed = field.safeParse(text);
    if (!parsed.success) throw new InvalidArgumentError(messageOf(parsed.error, field));
    return text;
  };
}

/**
 * The same for the value of a flag, which no other flag is; keeps all texts of one that may be repeated.
 */
function parserOf(field: z.ZodType, repeatable: true | undefined): (text: string, earlier: unknown) => unknown {
  const { def } = field as z.ZodType & { def: { element?: z.ZodType } };
  const schema = repeatable === true ? def.element! : field;
  return (text, earlier) => {
    if (/^--[a-z]/.test(text))
      throw new InvalidArgumentError(`${text} is a flag; write the value before it, or ./${text} for a file.`);
    const refused = argumentParserOf(schema);
    refused(text);
    return repeatable === true ? [...((earlier as unknown[] | undefined) ?? []), text] : text;
  };
}

/** What to write instead, as the field says it; of one with choices and no words of its own, what there is. */
function messageOf({ issues: [issue] }: z.ZodError, schema: z.ZodType): string {
  const choices = choicesOf(schema);
  if (choices !== undefined && issue?.message.startsWith('Invalid option') === true)
    return `Allowed choices are ${choices.join(', ')}.`;
  return issue?.message ?? '';
}
