import assert from 'node:assert/strict';
import { describe, it, mock, type TestContext } from 'node:test';
import { partsProgress } from '#src/cli/progress.js';
import { realClock } from '#src/time/real.js';

/** Where no line can be drawn over: what was written, and a clock that is set by hand. */
function pipe(t: TestContext): { stream: NodeJS.WriteStream; lines: () => string[]; at: (ms: number) => void } {
  let nowMs = 0;
  let written = '';
  const now = mock.method(realClock, 'now', () => nowMs);
  t.after(() => {
    now.mock.restore();
  });
  const stream = { isTTY: false, write: (text: string) => (written += text) } as unknown as NodeJS.WriteStream;
  return {
    stream,
    lines: () => written.split('\n').slice(0, -1),
    at: (ms) => {
      nowMs = ms;
    },
  };
}

describe('progress of work in parts, where no line can be drawn over', () => {
  it('is a line every two seconds at most, with what is done, of how much, and the time left', (t) => {
    const { stream, lines, at } = pipe(t);
    const shown = partsProgress(stream, true);
    for (let done = 1; done <= 20; done++) {
      at(done * 1000);
      shown.progress('remedies', done, 20);
    }
    assert.deepEqual(lines(), [
      'remedies: 2 of 20, about 9 s left',
      'remedies: 4 of 20, about 12 s left',
      'remedies: 6 of 20, about 12 s left',
      'remedies: 8 of 20, about 11 s left',
      'remedies: 10 of 20, about 9 s left',
      'remedies: 12 of 20, about 7 s left',
      'remedies: 14 of 20, about 6 s left',
      'remedies: 16 of 20, about 4 s left',
      'remedies: 18 of 20, about 2 s left',
      'remedies: 20 of 20',
    ]);
  });

  it('is nothing for work that is over sooner', (t) => {
    const { stream, lines, at } = pipe(t);
    const shown = partsProgress(stream, true);
    at(1999);
    shown.progress('remedies', 20, 20);
    shown.stop();
    assert.deepEqual(lines(), []);
  });

  it('is said at once where a part begins that may take long', (t) => {
    const { stream, lines, at } = pipe(t);
    const shown = partsProgress(stream, true);
    shown.progress('remedies', 8, 8);
    shown.progress('cases on real time', 0, 3);
    at(1500);
    shown.progress('cases on real time', 1, 3);
    at(4000);
    shown.progress('cases on real time', 2, 3);
    assert.deepEqual(lines(), ['cases on real time: 0 of 3', 'cases on real time: 2 of 3, about 2 s left']);
  });

  it('is a line for each part that is long', (t) => {
    const { stream, lines } = pipe(t);
    const shown = partsProgress(stream, true, true);
    shown.progress('hybrid', 0, 2);
    shown.progress('sequential', 1, 2);
    assert.deepEqual(lines(), ['1 of 2: hybrid …', '2 of 2: sequential …']);
  });
});
