import { modeNames, type ModeName } from '../../agent/modes.js';
import { parseDuration, toNanosecond } from '../../lib/duration.js';
import { suggestion, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { isStage, setForms, whyImpossible, type Change, type Stage } from './change.js';
import type { RunConfig } from './changed.js';

/**
 * The change that a text such as `knowledge_base=0.5x` states. A UsageError names the flag, what is wrong and what to
 * write.
 */
export function parseSet(text: string, base: Pick<RunConfig, 'scenario' | 'cores' | 'workers' | 'inference'>): Change {
  const refuse = (problem: string): UsageError => new UsageError(printable(`--set ${text}: ${problem}`));
  const at = text.lastIndexOf('=');
  if (at < 1) throw refuse('write WHAT=VALUE, as in knowledge_base=0.5x or workers=4');
  const [what, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const checked = (change: Change, others = ''): Change => {
    const why = whyImpossible(change);
    if (why === undefined) return change;
    throw refuse(`${why}${others}`);
  };
  const count = (now: number): number =>
    /^\+?\d+$/.test(value) ? Number(value) + (value.startsWith('+') ? now : 0) : Number.NaN;
  const duration = (now: number): number =>
    toNanosecond((factorIn(value) === undefined ? parseDuration(value) : factorIn(value)! * now) ?? Number.NaN);
  const factor = factorIn(value) ?? Number.NaN;
  const { scenario } = base;
  switch (what) {
    case 'fetch':
    case 'inference':
      return checked({ part: 'stage', stage: what, factor });
    case 'workers':
    case 'cores':
      return checked({ part: what, to: count(what === 'cores' ? base.cores : base.inference.lanes) });
    case 'timeout':
      return checked({ part: what, ms: duration(scenario.limits.timeout) });
    case 'fetch-timeout':
      return checked({ part: what, ms: duration(scenario.limits.fetchTimeout) });
    case 'mode':
      if ((modeNames as string[]).includes(value)) return { part: 'mode', mode: value as ModeName };
      throw refuse(`unknown mode '${value}'${suggestion(value, modeNames)}`);
    default:
  }
  const { name, stage } = sourceIn(what, scenario.sources);
  if (name === undefined) {
    const names = scenario.sources.map((source) => source.name);
    throw refuse(
      `there is no source and nothing else called '${what}'${suggestion(what, [...names, ...Object.keys(setForms)])}`,
    );
  }
  if (stage === undefined && value === 'gone') return { part: 'gone', name };
  const more = /^\+(\d{1,3})$/.exec(value)?.[1];
  if (stage === undefined && more !== undefined && Number(more) > 0) return { part: 'more', name, count: Number(more) };
  return checked(
    { part: 'source', name, stage, factor },
    stage === undefined ? `, or gone, or how many more like it, as in ${what}=+1` : '',
  );
}

/** A source and a step of it. In quotes stands a name as it is, whatever else it could mean. */
function sourceIn(
  what: string,
  sources: readonly { readonly name: string }[],
): { readonly name?: string; readonly stage?: Stage } {
  const has = (name: string): boolean => sources.some((source) => source.name === name);
  const [, quoted, step] = /^"(.*)"(?:\.(fetch|inference))?$/su.exec(what) ?? [];
  if (quoted !== undefined && has(quoted)) return { name: quoted, ...(step !== undefined && { stage: step as Stage }) };
  const dot = what.lastIndexOf('.');
  const [name, stage] = [what.slice(0, dot), what.slice(dot + 1)];
  if (dot > 0 && has(name) && isStage(stage)) return { name, stage };
  return has(what) ? { name: what } : {};
}

/** The factor in `0.5x`; undefined for anything else. */
function factorIn(value: string): number | undefined {
  const digits = /^(\d+(?:\.\d+)?|\.\d+)[x×]$/.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
