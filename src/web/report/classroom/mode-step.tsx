import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { modes as modeTable } from '../../../agent/modes.js';
import { formatDuration } from '../../../lib/duration.js';
import { counted } from '../../../lib/text.js';
import { pathWords } from '../../../render/run/path.js';
import type { ModeReport, Report } from '../../../results/documents/run.js';
import { Legend } from '../../parts/lanes/legend.js';
import { RunPicture } from '../../parts/lanes/run-picture.js';
import { SpanTable } from '../../parts/lanes/span-table.js';
import { Diagram } from './diagram.js';
import { guessIn, verdict } from '../../../render/run/guess.js';
import { isBrief, isRevealed, longestMs, paceOf, shownRun, truthMs, type Knowledge, type Known } from './lesson.js';
import { usePlayback, type Playback } from './use-playback.js';

interface ModeStepProps {
  readonly report: Report;
  readonly mode: ModeReport;
  readonly knowledge: Knowledge;
  readonly onKnow: (known: Known) => void;
}

/** A mode: its summary, a guess, and then its run. */
export function ModeStep({ report, mode, knowledge, onKnow }: ModeStepProps) {
  const revealed = isRevealed(knowledge, mode.mode);
  return (
    <>
      <h1>{mode.mode}</h1>
      <p className="lesson-lead">{modeTable[mode.mode].summary}</p>
      {revealed ? (
        <Revealed report={report} mode={mode} knowledge={knowledge} />
      ) : (
        <Guess report={report} mode={mode} onKnow={onKnow} />
      )}
    </>
  );
}

function Guess({ report, mode, onKnow }: Pick<ModeStepProps, 'report' | 'mode' | 'onKnow'>) {
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  const small = isBrief(report);
  const [unit, unitMs] = small ? (['milliseconds', 1] as const) : (['seconds', 1000] as const);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const guessMs = guessIn(text, unitMs);
    setRefused(guessMs === undefined);
    if (guessMs !== undefined) onKnow({ guessMs, revealed: true });
  };
  return (
    <>
      <Diagram mode={mode.mode} />
      <form className="guess" onSubmit={submit} noValidate>
        <label>
          How long until the answer?{' '}
          <input
            inputMode="decimal"
            autoComplete="off"
            size={6}
            value={text}
            aria-invalid={refused}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />{' '}
          {unit}
        </label>
        <button type="submit" className="primary">
          That is my guess
        </button>
        <button type="button" onClick={() => onKnow({ revealed: true })}>
          Show me without
        </button>
      </form>
      {refused && (
        <p role="alert">
          Type a number of {unit}, such as {small ? '250' : '7.5'}.
        </p>
      )}
    </>
  );
}

/** The run of a mode, played; then how near the guess was, and what limits the makespan. */
function Revealed({ report, mode, knowledge }: Omit<ModeStepProps, 'onKnow'>) {
  const [speed, setSpeed] = useState(1);
  const section = useRef<HTMLElement>(null);
  // The button that had the focus is gone.
  useEffect(() => section.current?.focus({ preventScroll: true }), []);
  const run = shownRun(mode);
  const order = useMemo(() => report.scenario.sources.map(({ name }) => name), [report]);
  const pace = speed * paceOf(report.modes, knowledge, mode.mode);
  const playback = usePlayback(run.makespanMs, pace);
  const truth = truthMs(mode);
  const guessMs = knowledge.get(mode.mode)?.guessMs;
  const over = playback.atMs >= run.makespanMs;
  const longest = Math.max(longestMs(report.modes, knowledge, mode.mode), Math.min(guessMs ?? 0, 3 * run.makespanMs));
  return (
    <section ref={section} className="revealed" tabIndex={-1} aria-label={`${mode.mode}, as it happened`}>
      <div className="lesson-bar">
        <p className="lesson-clock" aria-hidden="true">
          {formatDuration(over ? truth : playback.atMs)}
        </p>
        <PlaybackControls {...{ playback, over, pace, speed }} onSpeed={setSpeed} />
      </div>
      <RunPicture
        label={`${mode.mode} took ${formatDuration(truth)}`}
        spans={run.spans}
        order={order}
        untilMs={1.04 * longest}
        guess={guessMs === undefined ? undefined : { atMs: guessMs, text: `your guess: ${formatDuration(guessMs)}` }}
        seenMs={over ? undefined : playback.atMs}
      />
      <output className="lesson-verdict">{over && <Verdict mode={mode} guessMs={guessMs} />}</output>
      <Legend spans={run.spans} />
      {over && <SpanTable run={run} title={mode.mode} />}
    </section>
  );
}

interface PlaybackControlsProps {
  readonly playback: Playback;
  readonly over: boolean;
  /** Milliseconds of the run in one on the screen. */
  readonly pace: number;
  readonly speed: number;
  readonly onSpeed: (speed: number) => void;
}

/** Buttons to pause and to play again, and the choice of the speed. */
function PlaybackControls({ playback, over, pace, speed, onSpeed }: PlaybackControlsProps) {
  return (
    <p className="lesson-controls">
      <button type="button" onClick={playback.toggle}>
        {playback.playing ? 'Pause' : over ? 'Play again' : 'Play'}
      </button>
      {!over && (
        <button type="button" onClick={playback.replay}>
          From the start
        </button>
      )}
      <label>
        speed{' '}
        <select value={speed} onChange={({ currentTarget }) => onSpeed(Number(currentTarget.value))}>
          {[0.25, 0.5, 1, 2, 4].map((one) => (
            <option key={one} value={one}>
              {one}×
            </option>
          ))}
        </select>
      </label>
      <span className="lesson-small">
        in real proportion: a second here is {formatDuration(pace * 1000)} of the run
      </span>
    </p>
  );
}

/** How near the guess was, and what limits the makespan. */
function Verdict({ mode, guessMs }: { mode: ModeReport; guessMs: number | undefined }) {
  const run = shownRun(mode);
  const truth = truthMs(mode);
  return (
    <>
      <strong>{guessMs === undefined ? `It took ${formatDuration(truth)}.` : verdict(guessMs, truth)}</strong>
      <span>
        Why so long: {pathWords(run).join(' ')}
        {mode.runs.length > 1 && ` (the typical one of ${counted(mode.runs.length, 'run')})`}
      </span>
      {run.result.completeness < 1 && (
        <span>Not every source answered: {Math.round(100 * run.result.completeness)} % of the answer is there.</span>
      )}
    </>
  );
}
