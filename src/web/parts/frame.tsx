import { useEffect, type ReactNode } from 'react';
import { clip, printable } from '../../lib/text.js';
import { Boundary } from './boundary.js';
import { ThemeSwitch } from './theme-switch.js';
import { useCurrent } from './use-current.js';
import './frame.css';

/** A part of a page that its navigation leads to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: ReactNode;
}

interface FrameProps {
  /** The kind of the report in a word or two. */
  readonly kind: string;
  readonly name: string;
  /** What is asked, or what the report is of; below the name. */
  readonly subtitle?: string | undefined;
  /** Short facts in a row: sources, cores, clock. */
  readonly facts: readonly string[];
  readonly sections: readonly (Section | undefined)[];
  readonly footer: string;
}

/**
 * What all pages have: a way past the navigation, a heading, the sections with links to them, the choice of colours.
 */
export function Frame({ kind, name, subtitle, facts, sections, footer }: FrameProps) {
  const title = clip(printable(name), 120);
  useEffect(() => {
    document.title = `${title}: ${kind} · agent-bench`;
  }, [title, kind]);
  const shown = sections.filter((section) => section !== undefined);
  const current = useCurrent(shown.map(({ id }) => id).join(' '));
  return (
    <>
      <a className="skip" href="#main">
        Skip to the report
      </a>
      <header className="top">
        <p className="kind">
          <span className="brand">agent-bench</span> {kind}
        </p>
        <ThemeSwitch />
        <h1 title={printable(name)}>{title}</h1>
        {subtitle !== undefined && <p className="subtitle">{clip(printable(subtitle), 500)}</p>}
        <ul className="facts">
          {facts.map((fact) => (
            <li key={fact}>{clip(fact, 200)}</li>
          ))}
        </ul>
      </header>
      <nav aria-label="Sections">
        <ul>
          {shown.map(({ id, title: words }) => (
            <li key={id}>
              <a href={`#${id}`} aria-current={id === current ? 'location' : undefined}>
                {words}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" tabIndex={-1}>
        {shown.map(({ id, title: words, content }) => (
          <section key={id} id={id} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{words}</h2>
            <Boundary>{content}</Boundary>
          </section>
        ))}
      </main>
      <footer>{footer}</footer>
    </>
  );
}
