import { useEffect, useMemo, useState } from 'react';
import type { ModeName } from '../../../agent/modes.js';
import { formatDuration } from '../../../lib/duration.js';
import { counted } from '../../../lib/text.js';
import { Scope } from '../../../model/scope.js';
import { modeFigures } from '../../../render/run/figures.js';
import type { ModeReport, Report } from '../../../results/documents/run.js';
import { inferenceWaits } from '../../../scenario/derived.js';
import { Legend } from '../../parts/lanes/legend.js';
import { RunPicture } from '../../parts/lanes/run-picture.js';
import { gainOf } from '../../parts/what-if/outcome.js';
import { figuresOf, replayables, replayed } from '../../parts/what-if/replays.js';
import { isRevealed, longestMs, paceOf, shownRun, truthMs, type Knowledge } from './lesson.js';
import { usePlayback } from './use-playback.js';

interface AllModesProps {
  readonly report: Report;
  readonly knowledge: Knowledge;
  readonly onGoTo: (mode: ModeName) => void;
}

/** All modes on one axis, played together; those that are not revealed yet stay hidden. */
export function AllModes({ report, knowledge, onGoTo }: AllModesProps) {
  const gains = useOneMoreCore(report);
  const untilMs = longestMs(report.modes, knowledge, undefined);
  const race = usePlayback(untilMs, paceOf(report.modes, knowledge, undefined));
  const known = report.modes.filter(({ mode }) => isRevealed(knowledge, mode));
  return (
    <>
      <h1>All modes, side by side</h1>
      {known.length > 0 && (
        <p className="lesson-controls">
          <button type="button" onClick={race.toggle}>
            {race.playing ? 'Pause' : race.atMs >= untilMs ? 'Race again' : 'Go on'}
          </button>
          <span className="lesson-clock small" aria-hidden="true">
            {formatDuration(race.atMs)}
          </span>
        </p>
      )}
      {report.modes.map((mode) =>
        isRevealed(knowledge, mode.mode) ? (
          <ModeRow
            key={mode.mode}
            {...{ report, mode, knowledge, untilMs }}
            seenMs={race.atMs >= untilMs ? undefined : race.atMs}
            gain={gains?.get(mode.mode)}
          />
        ) : (
          <section key={mode.mode} className="mode-row">
            <h2>{mode.mode}</h2>
            <p>
              Not guessed yet.{' '}
              <button type="button" onClick={() => onGoTo(mode.mode)}>
                Guess {mode.mode}
              </button>
            </p>
          </section>
        ),
      )}
      {known.length > 0 && <Legend spans={known.flatMap((mode) => shownRun(mode).spans)} />}
    </>
  );
}

interface ModeRowProps extends Omit<AllModesProps, 'onGoTo'> {
  readonly mode: ModeReport;
  readonly untilMs: number;
  readonly seenMs: number | undefined;
  readonly gain: string | undefined;
}

function ModeRow({ report, mode, knowledge, untilMs, seenMs, gain }: ModeRowProps) {
  const run = shownRun(mode);
  const order = useMemo(() => report.scenario.sources.map(({ name }) => name), [report]);
  const guessMs = knowledge.get(mode.mode)?.guessMs;
  // Some modes take no longer than the bound, so it is shown only once all modes are revealed.
  const told = report.modes.every((one) => isRevealed(knowledge, one.mode));
  const bound = told && run.result.completeness === 1 ? run.lowerBoundMs : undefined;
  const { speedup, efficiency, completeness } = modeFigures(mode);
  return (
    <section className="mode-row">
      <h2>
        {mode.mode} <b>{formatDuration(truthMs(mode))}</b>
      </h2>
      <p>
        {mode.mode !== 'sequential' && speedup !== '–' && isRevealed(knowledge, 'sequential') && (
          <span>{speedup} as fast as sequential</span>
        )}
        {told && <span>efficiency {efficiency}</span>}
        {mode.runs.some((one) => one.result.completeness < 1) && <span>⚠ only {completeness} sources answered</span>}
        {bound !== undefined && <span className="bound-key">no schedule beats {formatDuration(bound)}</span>}
        {gain !== undefined && <span>{gain}</span>}
      </p>
      <RunPicture
        label={`${mode.mode} took ${formatDuration(truthMs(mode))}`}
        spans={run.spans}
        order={order}
        untilMs={untilMs * 1.04}
        boundMs={bound}
        guess={guessMs === undefined ? undefined : { atMs: guessMs, text: `your guess: ${formatDuration(guessMs)}` }}
        seenMs={seenMs}
        dense
      />
    </section>
  );
}

/** The gain of each mode from one more core, by a replay, in words; undefined until it has ended. */
function useOneMoreCore(report: Report): ReadonlyMap<ModeName, string> | undefined {
  const [gains, setGains] = useState<ReadonlyMap<ModeName, string>>();
  useEffect(() => {
    if (inferenceWaits(report.scenario)) return undefined;
    const scope = new Scope();
    const cores = report.world.cores + 1;
    const modes = replayables(report);
    const ask = async (): Promise<void> => {
      const [before, after] = [
        await replayed(modes, [], scope),
        await replayed(modes, [{ part: 'cores', to: cores }], scope),
      ];
      if (before === undefined || after === undefined) return;
      const words = ({ ms }: { ms: number }): string => (ms <= 0 ? 'save nothing' : `save ${formatDuration(ms)}`);
      setGains(
        new Map(
          [...after].map(([mode, changed]) => [
            mode,
            `with ${counted(cores, 'core')} it would ` +
              words(gainOf(figuresOf(before.get(mode)!), figuresOf(changed))),
          ]),
        ),
      );
    };
    ask().catch(() => undefined); // a gain that cannot be predicted is left out
    return () => scope.abort(new Error('another step is shown'));
  }, [report]);
  return gains;
}
