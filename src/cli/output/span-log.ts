import { printable } from '../../lib/text.js';
import type { SpanBegin, TraceEvent, TraceSink } from '../../model/trace.js';

/**
 * Writes a line for every begin and end of a span and every mark, with the milliseconds since its query began to the
 * microsecond.
 */
export function spanLog(write: (line: string) => void): TraceSink {
  const open = new Map<number, SpanBegin>();
  let originMs = 0;
  return (event: TraceEvent) => {
    if (event.type === 'begin') {
      if (event.kind === 'query') originMs = event.atMs;
      open.set(event.id, event);
      write(line('begin', event, event.atMs - originMs, ''));
      return;
    }
    if (event.type === 'instant') {
      write(
        `${(event.atMs - originMs).toFixed(3).padStart(11)} ms  ${printable(event.what)} for ` +
          `${printable(event.name)}\n`,
      );
      return;
    }
    const begin = open.get(event.id);
    open.delete(event.id);
    if (begin !== undefined)
      write(
        line('end', begin, event.atMs - originMs, ` ${event.outcome} after ${(event.atMs - begin.atMs).toFixed(3)}`),
      );
  };
}

function line(what: string, span: SpanBegin, ms: number, rest: string): string {
  return (
    `${ms.toFixed(3).padStart(11)} ms  ${what.padEnd(5)} ${span.kind.padEnd(9)} ${printable(span.name)} on ` +
    `${span.lane}${rest}\n`
  );
}
