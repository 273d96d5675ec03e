import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ModeName } from '../../../agent/modes.js';
import { clip, listed, printable } from '../../../lib/text.js';
import type { Report } from '../../../results/documents/run.js';
import { Boundary } from '../../parts/boundary.js';
import { WhatIf } from '../../parts/what-if/what-if.js';
import { ThemeSwitch } from '../../parts/theme.js';
import { AllModes } from './all-modes.js';
import { Introduction } from './introduction.js';
import { isRevealed, type Knowledge, type Known } from './lesson.js';
import { ModeStep } from './mode-step.js';
import './classroom.css';

/** A run for a class room: one step at a time, and a guess before each figure. */
export function Classroom({ report }: { report: Report }) {
  const { modes } = report;
  const [at, setAt] = useState(0);
  const [knowledge, setKnowledge] = useState<Knowledge>(new Map());
  const last = modes.length === 0 ? 0 : modes.length + 2;
  const goTo = (step: number): void => setAt(Math.min(last, Math.max(0, step)));
  const goToMode = (mode: ModeName): void => goTo(1 + modes.findIndex((one) => one.mode === mode));
  const know = (mode: ModeName, known: Known): void => setKnowledge((now) => new Map(now).set(mode, known));
  useEffect(() => {
    document.title = `${clip(printable(report.scenario.name), 120)}: class room · agent-bench`;
  }, [report]);
  useArrowKeys((by) => goTo(at + by));
  const mode = modes[at - 1];
  const titles = ['The question', ...modes.map((one) => one.mode), ...(last === 0 ? [] : ['All modes', 'Your turn'])];
  return (
    <div className="classroom">
      <header className="classroom-top">
        <Steps titles={titles} at={at} onGo={goTo} />
        <ThemeSwitch />
      </header>
      <Step key={at} title={titles[at]!}>
        <Boundary>
          {at === 0 && <Introduction report={report} />}
          {mode !== undefined && (
            <ModeStep report={report} mode={mode} knowledge={knowledge} onKnow={(known) => know(mode.mode, known)} />
          )}
          {last > 0 && at === last - 1 && <AllModes report={report} knowledge={knowledge} onGoTo={goToMode} />}
          {last > 0 && at === last && (
            <YourTurn
              report={report}
              knowledge={knowledge}
              onGoTo={goToMode}
              onKnowAll={() => modes.forEach((one) => know(one.mode, { ...knowledge.get(one.mode), revealed: true }))}
            />
          )}
        </Boundary>
      </Step>
      <nav className="classroom-nav" aria-label="Steps">
        <button type="button" disabled={at === 0} onClick={() => goTo(at - 1)}>
          ← Back
        </button>
        <span>
          {at + 1} of {last + 1}
        </span>
        <button
          type="button"
          className={mode !== undefined && !isRevealed(knowledge, mode.mode) ? '' : 'primary'}
          disabled={at === last}
          onClick={() => goTo(at + 1)}
        >
          Next →
        </button>
      </nav>
    </div>
  );
}

/** A step of the lesson. It takes the focus, so that a screen reader says its title and keys work at once. */
function Step({ title, children }: { title: string; children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    main.current?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }, []);
  return (
    <main ref={main} tabIndex={-1} aria-label={title}>
      {children}
    </main>
  );
}

/** The steps of the lesson; the current one is marked. */
function Steps({ titles, at, onGo }: { titles: readonly string[]; at: number; onGo: (step: number) => void }) {
  return (
    <ol className="classroom-steps">
      {titles.map((title, i) => (
        <li key={title} className={i < at ? 'done' : ''}>
          <button type="button" aria-current={i === at ? 'step' : undefined} onClick={() => onGo(i)}>
            {title}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** The last step: sliders, once every mode has been guessed or shown, as they show all figures. */
function YourTurn({
  report,
  knowledge,
  onGoTo,
  onKnowAll,
}: {
  report: Report;
  knowledge: Knowledge;
  onGoTo: (mode: ModeName) => void;
  onKnowAll: () => void;
}) {
  const open = report.modes.map(({ mode }) => mode).filter((mode) => !isRevealed(knowledge, mode));
  return (
    <>
      <h1>Your turn: what would you change?</h1>
      {open.length === 0 ? (
        <>
          <p>A faster source? More cores? Say what will happen, then drag.</p>
          <WhatIf report={report} />
        </>
      ) : (
        <>
          <p>
            The sliders show every mode, and {listed(open)} {open.length === 1 ? 'is' : 'are'} still to be guessed.
          </p>
          <p className="lesson-controls">
            <button type="button" className="primary" onClick={() => onGoTo(open[0]!)}>
              Guess {open[0]}
            </button>
            <button type="button" onClick={onKnowAll}>
              Show me all
            </button>
          </p>
        </>
      )}
    </>
  );
}

/**
 * Turns pages by arrow keys, except in fields and on sliders, which have a use for them. Page keys scroll to the end
 * of a step before they turn it.
 */
function useArrowKeys(turn: (by: number) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
      if (
        by === undefined ||
        event.defaultPrevented ||
        event.altKey ||
        event.ctrlKey ||
        event.metaKey ||
        event.shiftKey
      )
        return;
      if (event.target instanceof HTMLElement && event.target.matches('input, select, textarea')) return;
      if (event.key.startsWith('Page') && hasMore(by)) return;
      event.preventDefault();
      turn(by);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
}

/** Whether the page can scroll further down (`by` > 0) or up. */
function hasMore(by: number): boolean {
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  return by > 0 ? scrollTop + clientHeight < scrollHeight - 2 : scrollTop > 2;
}
