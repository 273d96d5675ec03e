import assert from 'node:assert/strict';
import { describe, it, mock, type TestContext } from 'node:test';
import xterm from '@xterm/headless';
import { liveTimeline } from '#src/cli/live/live-timeline.js';
import { Screen } from '#src/cli/live/screen.js';
import type { SpanKind } from '#src/model/trace.js';
import type { RunReport } from '#src/index.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import { realClock } from '#src/time/real.js';
import { capstone } from '../support/simulate.js';

/** A terminal without a program in it: what is written to it, and what is then seen there. */
class Terminal {
  readonly isTTY = true;
  columns = 80;
  rows = 24;
  written: string[] = [];
  readonly #xterm = new xterm.Terminal({
    cols: 80,
    rows: 24,
    scrollback: 1000,
    allowProposedApi: true,
    convertEol: true,
  });
  #arrived: Promise<void> = Promise.resolve();

  write(text: string): boolean {
    this.written.push(text);
    this.#arrived = new Promise((resolve) => {
      this.#xterm.write(text, resolve);
    });
    return true;
  }

  // What the spinner wants of a terminal.
  cursorTo(column: number): boolean {
    return this.write(`\u001b[${column + 1}G`);
  }
  moveCursor(_columns: number, rows: number): boolean {
    return rows < 0 ? this.write(`\u001b[${-rows}A`) : true;
  }
  clearLine(): boolean {
    return this.write('\u001b[2K');
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#arrived;
    this.#xterm.resize(columns, rows);
    this.columns = columns;
    this.rows = rows;
  }

  async lines(): Promise<string[]> {
    await this.#arrived;
    const { active } = this.#xterm.buffer;
    const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)!.translateToString(true));
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }
}

// Terminals are made up here; where the tests themselves run says nothing of them.
delete process.env['CI'];
process.env['TERM'] = 'xterm-256color';

describe('lines that are drawn over', () => {
  it('take the place of those before, more or fewer, below what stood there', async () => {
    const terminal = new Terminal();
    terminal.write('before\n');
    const screen = new Screen(terminal);
    screen.draw(['one', 'two', 'three']);
    assert.deepEqual(await terminal.lines(), ['before', 'one', 'two', 'three']);
    screen.draw(['one', '2', 'three']);
    assert.deepEqual(await terminal.lines(), ['before', 'one', '2', 'three']);
    screen.draw(['1']);
    assert.deepEqual(await terminal.lines(), ['before', '1']);
    screen.draw(['1', 'two']);
    assert.deepEqual(await terminal.lines(), ['before', '1', 'two']);
    screen.clear();
    assert.deepEqual(await terminal.lines(), ['before']);
  });

  it('that are the same are not written again', () => {
    const terminal = new Terminal();
    const screen = new Screen(terminal);
    screen.draw(['one', 'two']);
    terminal.written = [];
    screen.draw(['one', 'two']);
    assert.deepEqual(terminal.written, []);
    screen.draw(['one', '2']);
    assert.equal(terminal.written.length, 1);
    assert.doesNotMatch(terminal.written.join(''), /one/);
    screen.clear();
  });

  it('go away with the cursor back when the program exits, and listen to nothing afterwards', async () => {
    const [before, terminal] = [process.listeners('exit'), new Terminal()];
    const screen = new Screen(terminal);
    screen.draw(['one']);
    const ours = process.listeners('exit').filter((listener) => !before.includes(listener));
    assert.equal(ours.length, 1);
    ours[0]!(0);
    assert.deepEqual(await terminal.lines(), []);
    assert.match(terminal.written.at(-1)!, /\[\?25h$/);
    assert.deepEqual(process.listeners('exit'), before);
  });

  for (const [columns, rows] of [
    [40, 24],
    [25, 20],
    [120, 24],
    [80, 12],
  ] as const) {
    it(`leave nothing behind when the terminal becomes ${columns} columns wide and ${rows} rows high`, async () => {
      const terminal = new Terminal();
      terminal.write('before\n');
      const screen = new Screen(terminal);
      screen.draw(['a'.repeat(79), 'b'.repeat(50), 'c']);
      await terminal.resize(columns, rows);
      screen.draw(['a'.repeat(20), 'b', 'c']);
      assert.deepEqual(await terminal.lines(), ['before', 'a'.repeat(20), 'b', 'c']);
      screen.clear();
      assert.deepEqual(await terminal.lines(), ['before']);
    });
  }
});

/** Time that is set by hand: what is to happen after a while happens as soon as it is due. */
function clock(t: TestContext): (ms: number) => void {
  let nowMs = 1_000_000;
  let due: { atMs: number; callback: () => void }[] = [];
  const mocks = [
    mock.method(realClock, 'now', () => nowMs),
    mock.method(realClock, 'after', (ms: number, callback: () => void) => {
      const one = { atMs: nowMs + ms, callback };
      due.push(one);
      return { cancel: () => (due = due.filter((other) => other !== one)) };
    }),
  ];
  t.after(() => {
    for (const { mock: replaced } of mocks) replaced.restore();
  });
  return (ms) => {
    const endMs = nowMs + ms;
    for (;;) {
      const next = due.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      due = due.filter((other) => other !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.callback();
    }
    nowMs = endMs;
  };
}

describe('the live timeline', () => {
  const began = (id: number, kind: SpanKind, name: string, atMs: number) =>
    ({ type: 'begin', trace: 0, id, parent: id === 0 ? null : 0, kind, name, lane: 'main', atMs }) as const;
  const ended = (id: number, atMs: number) =>
    ({ type: 'end', trace: 0, id, atMs, outcome: 'ok', usage: undefined }) as const;
  const timeline = async (runs = 3) => {
    const terminal = new Terminal();
    const plan = makePlan(
      await resolveScenario(capstone()),
      { clock: 'real', runs, warmup: 1, cores: undefined, contention: 1 },
      2,
    );
    return { terminal, shown: liveTimeline(plan, terminal as unknown as NodeJS.WriteStream, false) };
  };

  it('grows with the run, by the clock of the mode that runs, and holds still when that is over', async (t) => {
    const pass = clock(t);
    const { terminal, shown } = await timeline();
    shown.runBegins('hybrid', 1, 5500);
    shown.event(began(0, 'query', 'hybrid', 7)); // whose clock stood still while others ran
    shown.event(began(1, 'fetch', 'weather', 7));
    pass(1000);
    assert.deepEqual((await terminal.lines()).slice(0, 3), [
      'hybrid · 1.0 s of about 5.50 s · round 2 of 3',
      ' ░ fetching  ╌ back-off  · waiting for a worker  █ computing  ✗ failed  ◆ cached',
      ' weather         ░░░░░░░░░░',
    ]);
    shown.event(ended(1, 1007));
    shown.event(ended(0, 1007));
    pass(100);
    assert.match((await terminal.lines())[0]!, /^hybrid · 1\.0 s/);
    terminal.written = [];
    pass(60_000);
    assert.deepEqual(terminal.written, []);
    shown.stop();
    assert.deepEqual(await terminal.lines(), []);
  });

  it('is drawn at most 15 times a second', async (t) => {
    const pass = clock(t);
    const { terminal, shown } = await timeline();
    shown.runBegins('hybrid', 0, 5500);
    shown.event(began(0, 'query', 'hybrid', 0));
    terminal.written = [];
    pass(4000);
    assert.ok(terminal.written.length <= 60, `${terminal.written.length} frames`);
    assert.ok(terminal.written.length >= 30, `${terminal.written.length} frames`);
    shown.stop();
  });

  it('says that it warms up, and about how long the rest takes', async (t) => {
    const pass = clock(t);
    const { terminal, shown } = await timeline();
    shown.runBegins('hybrid', -1, 5500);
    pass(10);
    assert.equal((await terminal.lines())[0], 'hybrid · 0.0 s of about 5.50 s · warming up');
    pass(9990);
    shown.runEnds('hybrid', {} as RunReport);
    shown.roundEnds(0, undefined);
    shown.runBegins('hybrid', 0, 5500);
    pass(10);
    assert.equal((await terminal.lines())[0], 'hybrid · 0.0 s of about 5.50 s · round 1 of 3, about 30 s left');
    shown.stop();
  });

  it('is no picture of runs that are over at once, and one of a run that lasts longer than anybody knew', async (t) => {
    const pass = clock(t);
    const { terminal, shown } = await timeline();
    shown.runBegins('hybrid', 0, 200);
    shown.event(began(0, 'query', 'hybrid', 0));
    pass(250);
    assert.doesNotMatch(terminal.written.join(''), /worker-1/);
    shown.runEnds('hybrid', {} as RunReport);
    pass(1000);
    assert.doesNotMatch(terminal.written.join(''), /worker-1/);
    shown.runBegins('hybrid', 1, null);
    shown.event(began(0, 'query', 'hybrid', 0));
    pass(400);
    assert.match((await terminal.lines())[0]!, /^hybrid · 0\.4 s · round 2 of 3/);
    shown.stop();
    assert.deepEqual(await terminal.lines(), []);
  });
});
