import { useMemo, useState } from 'react';
import { formatDuration } from '../../../lib/duration.js';
import { completenessOf } from '../../../render/run/figures.js';
import { typicalRun } from '../../../results/typical.js';
import { shortDuration } from '../../../render/sweep/figures.js';
import type { ModeReport, Report } from '../../../results/documents/run.js';
import { coreSteps, workerShares } from '../../../analysis/core-steps.js';
import { Curve } from '../../parts/charts/curve.js';
import type { CurveLook } from '../../parts/charts/curve-options.js';
import { Details, FiguresTable } from '../../parts/tables.js';

/** The usage of the workers over time in the typical run of each mode, all modes on one axis. */
export function CoreUsage({ report: { modes, world } }: { report: Report }) {
  const [lane, setLane] = useState('');
  const longest = Math.max(...modes.map(({ runs }) => typicalRun(runs).makespanMs));
  const lanes = [
    ...new Set(modes.flatMap(({ runs }) => workerShares(typicalRun(runs), world.workers).map((worker) => worker.lane))),
  ];
  return (
    <>
      <p className="note">
        An inference&rsquo;s time on a core and its wait for one are known as a whole, and are spread evenly over it
        here. Workers without an inference are idle.
      </p>
      <p>
        <label>
          Workers{' '}
          <select value={lane} onChange={(event) => setLane(event.target.value)}>
            <option value="">all together</option>
            {lanes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </p>
      {modes.map((mode) => (
        <ModeUsage
          key={mode.mode}
          mode={mode}
          workers={world.workers}
          lane={lane === '' ? undefined : lane}
          longest={longest}
        />
      ))}
    </>
  );
}

interface ModeUsageProps {
  readonly mode: ModeReport;
  readonly workers: number;
  readonly lane: string | undefined;
  readonly longest: number;
}

function ModeUsage({ mode, workers, lane, longest }: ModeUsageProps) {
  const run = typicalRun(mode.runs);
  const { atMs, look } = useMemo(() => lookOf(run, workers, lane, longest), [run, workers, lane, longest]);
  const who = lane ?? (workers === 1 ? 'the worker' : `all ${workers} workers`);
  return (
    <div className="mode-usage">
      <h3>
        {mode.mode}{' '}
        <span className="aside">
          {formatDuration(run.makespanMs)}, {completenessOf([run])} sources, cores busy {run.coresBusy.toFixed(2)}
        </span>
      </h3>
      <Curve
        label={`What ${who} did over time in ${mode.mode}: on a core, waiting for one, idle. A table follows.`}
        look={look}
        xs={atMs}
      />
      <Details summary={`${mode.mode} by worker`}>
        {() => (
          <FiguresTable
            caption={`What each worker did in ${mode.mode}`}
            quiet
            head={['worker', 'on a core', 'waiting for one', 'idle']}
            rows={workerShares(run, workers).map((worker) => [
              worker.lane,
              formatDuration(worker.onCoreMs),
              formatDuration(worker.waitingMs),
              formatDuration(worker.idleMs),
            ])}
          />
        )}
      </Details>
    </div>
  );
}

function lookOf(
  run: ModeReport['runs'][number],
  workers: number,
  lane: string | undefined,
  longest: number,
): { atMs: readonly number[]; look: CurveLook } {
  const { atMs, onCore, waiting, idle } = coreSteps(run, workers, lane);
  const most = lane === undefined ? workers : 1;
  const look: CurveLook = {
    kind: 'stack',
    height: 190,
    x: { title: 'time', format: shortDuration, range: [0, longest] },
    y: {
      title: 'workers',
      format: (value) => String(Number(value.toFixed(2))),
      range: [0, most * 1.05],
      whole: most > 1,
    },
    lines: [
      { name: 'on a core', values: onCore, colour: '--infer' },
      { name: 'waiting for one', values: waiting, colour: '--fail', striped: true },
      { name: 'idle', values: idle, colour: '--line' },
    ],
  };
  return { atMs, look };
}
