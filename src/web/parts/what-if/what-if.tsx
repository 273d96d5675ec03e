import { useMemo, useRef, useState } from 'react';
import type { ModeName } from '../../../agent/modes.js';
import { formatDuration } from '../../../lib/duration.js';
import { counted, listed } from '../../../lib/text.js';
import { fastest } from '../../../results/typical.js';
import { gainText, percentText, errorSentence } from '../../../render/what-if/figures.js';
import { spreadSentences } from '../../../render/what-if/sentences.js';
import type { Report } from '../../../results/documents/run.js';
import { changeWords, setOf, type Change } from '../../../experiments/what-if/change.js';
import { effectOf, resamplesOf } from '../../../experiments/what-if/effect.js';
import { withFurtherChange, withChange, withoutSlider } from '../../../experiments/what-if/change-set.js';
import { parseSet } from '../../../experiments/what-if/parse-set.js';
import { CommandLine } from './command-line.js';
import { Findings } from './findings.js';
import { Answered, gainClass, gainOf, Outcome } from './outcome.js';
import { unchangedOf } from '../../../experiments/what-if/what-if.js';
import { figuresOf, replayables, type Replayable, type Replayed } from './replays.js';
import { Legend, MeasuredKey } from '../lanes/legend.js';
import { RunPicture } from '../lanes/run-picture.js';
import { SpanTable } from '../lanes/span-table.js';
import { Sliders } from './sliders.js';
import { useReplays, type Replays } from './use-replays.js';
import './what-if.css';

const noChanges: readonly Change[] = [];

/** Sliders for the parts of a run; every mode is replayed by its own code as they are dragged. */
export function WhatIf({ report }: { report: Report }) {
  const modes = useMemo(() => replayables(report), [report]);
  const best = fastest(report.modes)?.mode;
  if (best === undefined) return <p>No mode was finished, so there is nothing to change.</p>;
  return <Workbench report={report} modes={modes} first={best} />;
}

function Workbench({ report, modes, first }: { report: Report; modes: readonly Replayable[]; first: ModeName }) {
  const [changes, setChanges] = useState(noChanges);
  const [chosen, setChosen] = useState(first);
  const { latest: origin, problem: originProblem } = useReplays(modes, noChanges);
  const { latest, problem = originProblem } = useReplays(modes, changes);
  const replayable = modes.find(({ mode }) => mode === chosen)!;
  const { base } = replayable;
  const { whatIf } = report;
  const setTo = (sets: readonly string[]): void => {
    if (whatIf) setChosen(whatIf.mode);
    setChanges(
      sets.reduce<readonly Change[]>((now, set) => withFurtherChange(now, parseSet(set, base), base), noChanges),
    );
  };
  return (
    <section className="what-if" aria-label="What if">
      <p>
        Drag a slider: every mode is replayed at once, in this page and by the code that ran it, with the durations that
        were recorded.
      </p>
      {origin !== undefined && <Prediction of={replayable} replayed={origin.modes.get(chosen)!} />}
      <Sliders
        report={report}
        replayable={replayable}
        changes={changes}
        onTurn={(change) => setChanges((now) => withChange(now, change, base))}
      />
      <ChangesMade changes={changes} onChange={setChanges} />
      {problem !== undefined && <p role="alert">This cannot be replayed: {problem}</p>}
      {origin !== undefined && latest !== undefined && (
        <Results {...{ report, modes, replayable, changes, origin, latest }} onChoose={setChosen} />
      )}
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

interface ChangesMadeProps {
  readonly changes: readonly Change[];
  readonly onChange: (changes: readonly Change[]) => void;
}

/** Buttons that undo the changes for which there is no slider, and one that undoes all. */
function ChangesMade({ changes, onChange }: ChangesMadeProps) {
  const reset = useRef<HTMLButtonElement>(null);
  const undo = (change: Change): void => {
    onChange(changes.filter((one) => one !== change));
    reset.current!.focus(); // the button that was pressed goes
  };
  return (
    <p className="what-if-set">
      {withoutSlider(changes).map((change) => (
        <button key={setOf(change)} type="button" onClick={() => undo(change)}>
          {changeWords(change)} <span aria-label="undo">✕</span>
        </button>
      ))}
      <button ref={reset} type="button" aria-disabled={changes.length === 0} onClick={() => onChange(noChanges)}>
        Reset
      </button>
    </p>
  );
}

interface ResultsProps {
  readonly report: Report;
  readonly modes: readonly Replayable[];
  /** The mode whose timeline is shown. */
  readonly replayable: Replayable;
  readonly changes: readonly Change[];
  /** The replays without changes. */
  readonly origin: Replays;
  readonly latest: Replays;
  readonly onChoose: (mode: ModeName) => void;
}

/** The effect of the changes: a headline, every mode, and the timeline of one. */
function Results({ report, modes, replayable, changes, origin, latest, onChoose }: ResultsProps) {
  const { mode, recorded } = replayable;
  const sides = { unchanged: origin.modes.get(mode)!, changed: latest.modes.get(mode)! };
  const settled = latest.settled && origin.settled && latest.changes === changes;
  return (
    <>
      <div className="what-if-outcome" aria-busy={latest.changes !== changes}>
        <Headline mode={mode} {...sides} />
        {recorded.runs.length > 1 && changes.length > 0 && <Spread settled={settled} seed={report.seed} {...sides} />}
        <Outcome
          modes={modes}
          unchanged={origin.modes}
          changed={latest.modes}
          as={latest.changes.find((change) => change.part === 'mode')?.mode}
          chosen={mode}
          onChoose={onChoose}
        />
        <Drawn report={report} replayable={replayable} replayed={sides.changed} />
      </div>
      <output className="hidden">{settled && changes.length > 0 && spoken(modes, origin.modes, latest.modes)}</output>
    </>
  );
}

interface Compared {
  readonly unchanged: Replayed;
  readonly changed: Replayed;
}

/** The makespan of the chosen mode without and with the changes. */
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
 * The interval of the gain over repeated runs, and the change of the slowest: once sliders rest, as resampling takes a
 * while.
 */
function Spread({ settled, seed, unchanged, changed }: Compared & { settled: boolean; seed: number }) {
  const sentences = useMemo(() => {
    const resamples = resamplesOf(1, changed.outcomes.makespansMs.length);
    return settled ? spreadSentences(effectOf(unchanged.outcomes, changed.outcomes, { seed, resamples })) : [];
  }, [settled, seed, unchanged, changed]);
  return <p className="what-if-spread">{settled ? sentences.join(' ') : '…'}</p>;
}

/** What a screen reader says once sliders rest: the makespan of every mode. */
function spoken(modes: readonly Replayable[], unchanged: Replays['modes'], changed: Replays['modes']): string {
  return listed(
    modes.map(({ mode }) => {
      const [before, after] = [figuresOf(unchanged.get(mode)!), figuresOf(changed.get(mode)!)];
      return `${mode} ${formatDuration(after.makespanMs)} instead of ${formatDuration(before.makespanMs)}`;
    }),
  );
}

/** The timeline of the chosen mode after the changes, with the measured one as thin bars. */
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
      : ` Drawn is run ${shown + 1} of ${counted(runs.length, 'run')}, the typical ` +
        `one${recorded.runs.length < runs.length ? ` of the first ${recorded.runs.length}` : ''}.`;
  return (
    <>
      <h3>The timeline of {mode}, replayed</h3>
      <RunPicture
        label={
          `${mode} takes ${formatDuration(end)} after the changes; measured were ` +
          `${formatDuration(measured.makespanMs)}.${which}`
        }
        spans={replayed.spans}
        measured={measured.spans}
        order={order}
        untilMs={Math.max(end, measured.makespanMs) * 1.02}
      />
      <Legend spans={replayed.spans}>
        <MeasuredKey />
      </Legend>
      <SpanTable run={{ spans: replayed.spans, instants: [], criticalPath: [] }} title={`${mode}, replayed`} />
      {which !== '' && <p className="note">{which.trim()}</p>}
    </>
  );
}

/** The error of the replay without changes, and the number of its runs. */
function Prediction({ of: { runs, recorded }, replayed: { outcomes } }: { of: Replayable; replayed: Replayed }) {
  const found = { runs: outcomes.makespansMs.length, ofRuns: runs.length, unchanged: unchangedOf(outcomes, { runs }) };
  return <p className="note">{errorSentence(found, recorded.clock)}</p>;
}
