import { useEffect, useState, type ReactNode } from 'react';
import { clip, printable } from '../../lib/text.js';
import { Boundary } from './boundary.js';
import { ThemeSwitch } from './theme.js';
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
  /** The question or the subject of the report, below the name. */
  readonly subtitle?: string | undefined;
  /** Short facts in a row: sources, cores, clock. */
  readonly facts: readonly string[];
  readonly sections: readonly (Section | undefined)[];
  /** The tool that made the report. */
  readonly tool: { readonly version: string };
}

/**
 * What all pages share: a link past the navigation, a heading, the choice of colours, and sections with links to them.
 */
export function Frame({ kind, name, subtitle, facts, sections, tool }: FrameProps) {
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
      {shown.length > 1 && (
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
      )}
      <main id="main" tabIndex={-1}>
        {shown.map(({ id, title: words, content }) => (
          <section key={id} id={id} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{words}</h2>
            <Boundary>{content}</Boundary>
          </section>
        ))}
      </main>
      <footer>
        Made by agent-bench {tool.version}. The figures are those of the terminal; the page asks the network for
        nothing.
      </footer>
    </>
  );
}

/**
 * The id of the current section; `ids` are separated by spaces. It is the last one whose top is in the upper third of
 * the window or above, or the last of all at the page's end; undefined above all of them.
 */
function useCurrent(ids: string): string | undefined {
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    const sections = ids.split(' ').flatMap((id) => document.getElementById(id) ?? []);
    const look = (): void => {
      const { scrollHeight } = document.documentElement;
      const atEnd = scrollY > 0 && scrollY + innerHeight >= scrollHeight - 2;
      setCurrent(
        (atEnd
          ? sections.at(-1)
          : sections.findLast((section) => section.getBoundingClientRect().top < innerHeight / 3)
        )?.id,
      );
    };
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, [ids]);
  return current;
}

/** When a report was made, to the minute. */
export function created(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
