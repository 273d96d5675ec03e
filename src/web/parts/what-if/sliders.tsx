import { useMemo, useState } from 'react';
import { formatDuration } from '../../../lib/duration.js';
import { clip, counted, printable } from '../../../lib/text.js';
import { fastest } from '../../../results/typical.js';
import type { Report } from '../../../results/documents/run.js';
import type { Change, Stage } from '../../../experiments/what-if/change.js';
import { factorAt, machineAt } from '../../../experiments/what-if/change-set.js';
import { inferenceWaits } from '../../../scenario/derived.js';
import { measuredMs, type Replayable } from './replays.js';
import { Slider } from './slider.js';

/** Of more sources only `fewSources` have sliders. */
const maxSources = 12;
const fewSources = 6;
const longestName = 40;

interface SlidersProps {
  readonly report: Report;
  readonly replayable: Replayable;
  readonly changes: readonly Change[];
  readonly onTurn: (change: Change) => void;
}

/** The sliders for all sources, the machine and each source. */
export function Sliders({ report, replayable, changes, onTurn }: SlidersProps) {
  const names = useMemo(() => report.scenario.sources.map(({ name }) => name), [report]);
  const critical = useMemo(() => mostCritical(report), [report]);
  const [added, setAdded] = useState<readonly string[]>([]);
  const many = names.length > maxSources;
  const touched = new Set(changes.flatMap((change) => (change.part === 'source' ? [change.name] : [])));
  const shown = many ? names.filter((name) => critical.has(name) || added.includes(name) || touched.has(name)) : names;
  const fetching = (name?: string): Parameters<typeof Pace>[0] => ({
    stage: 'fetch',
    name,
    replayable,
    changes,
    onTurn,
  });
  return (
    <div className="sliders">
      <fieldset>
        <legend>All sources</legend>
        <Pace {...fetching()} />
        <Pace {...fetching()} stage="inference" />
      </fieldset>
      <Machine {...{ report, replayable, changes, onTurn }} />
      {shown.map((name) => (
        <fieldset key={name}>
          <legend title={printable(name)}>{clip(printable(name), longestName)}</legend>
          <Pace {...fetching(name)} />
          <Pace {...fetching(name)} stage="inference" />
        </fieldset>
      ))}
      {many && (
        <p className="sliders-more">
          Of {counted(names.length, 'source')} only those with most time on the critical path have sliders.{' '}
          <label>
            Add a source:{' '}
            <select
              value=""
              onChange={({ currentTarget }) => setAdded([...added, names[Number(currentTarget.value)]!])}
            >
              <option value="">choose</option>
              {names.map((name, i) =>
                shown.includes(name) ? undefined : (
                  <option key={name} value={i}>
                    {clip(printable(name), longestName)}
                  </option>
                ),
              )}
            </select>
          </label>
        </p>
      )}
    </div>
  );
}

/** The sources that have most time on the critical path of the fastest mode. */
function mostCritical({ modes }: Report): ReadonlySet<string> {
  const timeOf = new Map<string, number>();
  for (const { criticalPath } of fastest(modes)!.runs)
    for (const { name, durationMs } of criticalPath) timeOf.set(name, durationMs + (timeOf.get(name) ?? 0));
  return new Set(
    [...timeOf]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, fewSources)
      .map(([name]) => name),
  );
}

interface PaceProps extends Omit<SlidersProps, 'report'> {
  readonly stage: Stage;
  /** All sources where omitted. */
  readonly name?: string | undefined;
}

/** The slider for the duration of a step, from no time to three times as long. */
function Pace({ stage, name, replayable, changes, onTurn }: PaceProps) {
  const factor = factorAt(changes, stage, name);
  const inAll = name === undefined ? 1 : factorAt(changes, stage);
  const ms = useMemo(
    () => (name === undefined ? undefined : measuredMs(replayable, stage, name)),
    [replayable, stage, name],
  );
  const long = ms === undefined ? '' : formatDuration(ms * factor * inAll);
  const times = `${Number(factor.toFixed(2))}×`;
  return (
    <Slider
      label={stage === 'fetch' ? 'fetching' : 'inference'}
      {...{ value: Math.min(3, factor), initial: 1, min: 0, max: 3, step: 0.05 }}
      text={long === '' ? times : `${times} = ${long}`}
      spoken={
        `${name === undefined ? 'all sources' : printable(name)}: ` +
        `${factor === 0 ? 'no time' : `${Number(factor.toFixed(2))} times as long`}${long === '' ? '' : `, ${long}`}`
      }
      onMove={(to) =>
        onTurn(name === undefined ? { part: 'stage', stage, factor: to } : { part: 'source', name, stage, factor: to })
      }
    />
  );
}

/** The sliders for workers and cores, or for the limit of requests to a model server. */
function Machine({ report, replayable, changes, onTurn }: SlidersProps) {
  const { base } = replayable;
  const now = machineAt(changes, base);
  const waits = inferenceWaits(report.scenario);
  // More requests at once than sources make no difference, so a limit of hundreds is at the end of the slider.
  const enough = Math.max(8, 2 * report.scenario.sources.length);
  const slider = (part: 'workers' | 'cores', label: string) => {
    const most = waits && base[part] > enough ? enough : Math.max(8, 2 * base[part], now[part]);
    return (
      <Slider
        label={label}
        {...{ value: Math.min(most, now[part]), initial: Math.min(most, base[part]), min: 1, max: most, step: 1 }}
        text={String(now[part])}
        spoken={`${now[part]} ${label}`}
        onMove={(to) => onTurn({ part, to: to === most ? Math.max(most, base[part]) : to })}
      />
    );
  };
  return (
    <fieldset>
      <legend>{waits ? 'The model server' : 'The machine'}</legend>
      {slider('workers', waits ? 'requests at once' : 'workers')}
      {!waits && slider('cores', 'cores')}
    </fieldset>
  );
}
