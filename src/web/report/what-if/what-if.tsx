import { useMemo, useRef, useState } from 'react';
import type { ModeName } from '../../../agent/modes.js';
import { formatDuration } from '../../../lib/duration.js';
import { counted, listed } from '../../../lib/text.js';
import { fastest } from '../../../results/typical.js';
import { gainText, percentText } from '../../../render/what-if/figures.js';
import { spreadSentences } from '../../../render/what-if/sentences.js';
import type { Report } from '../../../results/documents/run.js';
import { changeWords, setOf, type Change } from '../../../experiments/what-if/change.js';
import { effectOf, resamplesOf } from '../../../experiments/what-if/effect.js';
import { withFurtherChange, withChange, withoutSlider } from '../../../experiments/what-if/change-set.js';
import { parseSet } from '../../../experiments/what-if/parse-set.js';
import { inferenceWaits } from '../../../scenario/derived.js';
import { CommandLine } from './command-line.js';
import { Findings } from './findings.js';
import { Answered, gainClass, gainOf, Outcome } from './outcome.js';
import { Legend, Picture } from './picture.js';
import { Prediction } from './prediction.js';
import { figuresOf, replayables, type Replayable, type Replayed } from './replays.js';
import { SpanTable } from '../../parts/span-table.js';
import { Sliders } from './sliders.js';
import { useReplays, type Replays } from './use-replays.js';
import './what-if.css';

const noChanges: readonly Change[] = [];

/**
 * What would be if parts of a run were otherwise: sliders, and every mode replayed by its own code as they are dragged.
 */
export function WhatIf({ report }: { report: Report }) {
  const modes = useMemo(() => replayables(report), [report]);
  const best = fastest(report.modes)?.mode;
  if (best === undefined) return <p>No mode was finished, so there is nothing to change.</p>;
  return <Workbench report={report} modes={modes} first={best} />;
}

function Workbench({ report, modes, first }: { report: Report; modes: readonly Replayable[]; first: ModeName }) {
  const [changes, setChanges] = useState(noChanges);
  const [chosen, setChosen] = useState(first);
  const { latest: origin, problem: broken } = useReplays(modes, noChanges);
  const { latest, problem } = useReplays(modes, changes);
  const replayable = modes.find(({ mode }) => mode === chosen)!;
  const { base } = replayable;
  const { whatIf } = report;
  const turn = (change: Change): void => setChanges((now) => withChange(now, change, base));
  const setTo = (sets: readonly string[]): void => {
    if (whatIf) setChosen(whatIf.mode);
    setChanges(
      sets.reduce<readonly Change[]>((now, set) => withFurtherChange(now, parseSet(set, base), base), noChanges),
    );
  };
  const reset = useRef<HTMLButtonElement>(null);
  const settled = latest?.settled === true && origin?.settled === true && latest.changes === changes;
  const takeBack = (change: Change): void => {
    setChanges(changes.filter((one) => one !== change));
    reset.current!.focus(); // the button that was pressed goes
  };
  return (
    <section className="what-if" aria-label="What if">
      <p>
        Drag a slider: every mode runs again at once, in this page and by the code that ran it, with what its parts were
        measured to take.
      </p>
      {origin !== undefined && <Prediction of={replayable} replayed={origin.modes.get(chosen)!} />}
      <Sliders report={report} replayable={replayable} changes={changes} onTurn={turn} />
      <p className="what-if-set">
        {withoutSlider(changes).map((change) => (
          <button key={setOf(change)} type="button" onClick={() => takeBack(change)}>
            {changeWords(change)} <span aria-label="take back">✕</span>
          </button>
        ))}
        <button ref={reset} type="button" aria-disabled={changes.length === 0} onClick={() => setChanges(noChanges)}>
          Reset
        </button>
      </p>
      {(problem ?? broken) !== undefined && <p role="alert">This cannot be replayed: {problem ?? broken}</p>}
      {origin !== undefined && latest !== undefined && (
        <div className="what-if-outcome" aria-busy={latest.changes !== changes}>
          <Headline mode={chosen} unchanged={origin.modes.get(chosen)!} changed={latest.modes.get(chosen)!} />
          {replayable.recorded.runs.length > 1 && changes.length > 0 && (
            <Spread
              settled={settled}
              seed={report.seed}
              unchanged={origin.modes.get(chosen)!}
              changed={latest.modes.get(chosen)!}
            />
          )}
          <Outcome
            modes={modes}
            unchanged={origin.modes}
            changed={latest.modes}
            as={latest.changes.find((change) => change.part === 'mode')?.mode}
            chosen={chosen}
            onChoose={setChosen}
          />
          <Drawn report={report} replayable={replayable} replayed={latest.modes.get(chosen)!} />
        </div>
      )}
      <output className="hidden">{settled && changes.length > 0 && spoken(modes, origin.modes, latest.modes)}</output>
      <CommandLine mode={chosen} changes={changes} />
      {whatIf && (
        <Findings
          whatIf={whatIf}
          of={modes.find(({ mode }) => mode === whatIf.mode)!.recorded.runs.length}
          onSet={setTo}
        />
      )}
    </section>
  );
}

interface Compared {
  readonly unchanged: Replayed;
  readonly changed: Replayed;
}

/** What the changes come to in the chosen mode. */
function Headline({ mode, unchanged, changed }: Compared & { mode: ModeName }) {
  const [before, after] = [figuresOf(unchanged), figuresOf(changed)];
  const gain = gainOf(before, after);
  return (
    <p className="what-if-headline">
      <span>{mode}</span> {formatDuration(before.makespanMs)} → <strong>{formatDuration(after.makespanMs)}</strong>{' '}
      <span className={gainClass(before, after)}>
        {gain.ms === 0 ? '(no difference)' : `${gainText(gain.ms)} (${percentText(gain.percent)})`}
      </span>{' '}
      <Answered of={after} />
    </p>
  );
}

/**
 * How sure the gain of repeated runs is, and what becomes of the slowest of them: once the hand rests, for it takes a
 * while to find out.
 */
function Spread({ settled, seed, unchanged, changed }: Compared & { settled: boolean; seed: number }) {
  const sentences = useMemo(() => {
    const resamples = resamplesOf(1, changed.outcomes.makespansMs.length);
    return settled ? spreadSentences(effectOf(unchanged.outcomes, changed.outcomes, { seed, resamples })) : [];
  }, [settled, seed, unchanged, changed]);
  return <p className="what-if-spread">{settled ? sentences.join(' ') : '…'}</p>;
}

/** What is read out once the hand rests: what every mode comes to. */
function spoken(modes: readonly Replayable[], unchanged: Replays['modes'], changed: Replays['modes']): string {
  return listed(
    modes.map(({ mode }) => {
      const [before, after] = [figuresOf(unchanged.get(mode)!), figuresOf(changed.get(mode)!)];
      return `${mode} ${formatDuration(after.makespanMs)} instead of ${formatDuration(before.makespanMs)}`;
    }),
  );
}

/** The chosen mode after the changes, with what was measured above each lane. */
function Drawn({
  report,
  replayable: { mode, runs, recorded, shown },
  replayed,
}: {
  report: Report;
  replayable: Replayable;
  replayed: Replayed;
}) {
  const order = useMemo(() => report.scenario.sources.map(({ name }) => name), [report]);
  const measured = runs[shown]!;
  const end = replayed.spans.find(({ kind }) => kind === 'query')?.endMs ?? 0;
  const which =
    recorded.runs.length === 1
      ? ''
      : ` Drawn is run ${shown + 1} of ${counted(runs.length, 'run')}, the typical one${recorded.runs.length < runs.length ? ` of the first ${recorded.runs.length}` : ''}.`;
  return (
    <>
      <h3>The timeline of {mode}, replayed</h3>
      <Picture
        label={`${mode} takes ${formatDuration(end)} after the changes; measured were ${formatDuration(measured.makespanMs)}.${which}`}
        spans={replayed.spans}
        before={measured.spans}
        order={order}
        untilMs={Math.max(end, measured.makespanMs) * 1.02}
      />
      <Legend waits={inferenceWaits(report.scenario)} before />
      <SpanTable run={{ spans: replayed.spans, instants: [], criticalPath: [] }} title={`${mode}, replayed`} />
      {which !== '' && <p className="note">{which.trim()}</p>}
    </>
  );
}
