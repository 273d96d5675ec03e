import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ModeName } from '#src/agent/modes.js';
import type { Span } from '#src/model/trace.js';
import { plainStyle } from '#src/render/style.js';
import type { Evidence, ModeEvidence, Pair, Seen, Trial } from '#src/judge/verification/evidence.js';
import { checksOf, modeTimes, outcomeOf } from '#src/judge/verification/index.js';
import type { Check, Verification } from '#src/results/documents/verify.js';
import { markdownOf } from '#src/render/markdown.js';
import { textOf } from '#src/render/text.js';
import { verifyBlocks } from '#src/render/verify/blocks.js';

const span = (kind: Span['kind'], name: string, startMs: number, endMs: number, more: Partial<Span> = {}): Span => ({
  id: 0,
  parent: null,
  kind,
  name,
  lane: 'main',
  startMs,
  endMs,
  outcome: 'ok',
  ...more,
});

interface Shape {
  readonly fetches: readonly (readonly [number, number])[];
  /** Start, end, CPU time where it is not all of that. */
  readonly inferences: readonly (readonly [number, number, number?])[];
  readonly totalMs: number;
}

/** A query of the sources a and b. */
function seen({ fetches, inferences, totalMs }: Shape, change: Partial<Seen> = {}): Seen {
  const names = ['a', 'b'];
  const spans = [
    span('query', 'mode', 0, totalMs),
    ...fetches.flatMap(([start, end], i) => [
      span('fetch', names[i]!, start, end),
      span('attempt', names[i]!, start, end),
    ]),
    ...inferences.map(([start, end, cpuMs = end - start], i) =>
      span('inference', names[i]!, start, end, { lane: `worker-${i + 1}`, cpuMs }),
    ),
  ];
  return { spans, completeness: 1, inferred: names, errors: [], ...change };
}

const oneByOne = (lateMs = 0): Shape => ({
  fetches: [
    [0, 1000],
    [1000, 2000],
  ],
  inferences: [
    [2000, 3000],
    [3000, 4000 + lateMs],
  ],
  totalMs: 4000 + lateMs,
});
const atOnce = (lateMs = 0, cpuMs = 1000): Shape => ({
  fetches: [
    [lateMs, 1000],
    [0, 1000],
  ],
  inferences: [
    [1000, 2000, cpuMs],
    [1000, 2000, cpuMs],
  ],
  totalMs: 2000,
});

const quiet = { stealMs: 0, othersCpuMs: 0 };
const mode = (name: ModeName, expected: Seen, change: Partial<Pair> = {}): ModeEvidence => ({
  mode: name,
  exact: expected,
  expected,
  measured: expected,
  taken: quiet,
  timers: { before: 1, after: 1 },
  ...change,
});

const timedOut = (kind: 'timeout' | 'error' = 'timeout', elapsedMs = 1000): Partial<Seen> => ({
  completeness: 0.5,
  inferred: ['b'],
  errors: [{ source: 'a', kind, elapsedMs }],
});
/** Source a hangs until its timeout or the query's, and b answers; the query ends at `totalMs`. */
const partial = (totalMs: number, change: Partial<Seen>): Seen =>
  seen(
    { fetches: [[0, totalMs]], inferences: [], totalMs },
    { spans: [span('query', 'hybrid', 0, totalMs), span('inference', 'b', 500, 1000)], ...change },
  );

const hanging: Trial = {
  source: 'a',
  limitMs: 1000,
  allowanceMs: 0,
  expected: partial(1000, timedOut()),
  measured: partial(1001, timedOut()),
  taken: quiet,
  timers: { before: 0, after: 0 },
  probesMs: [0.5, 0.7],
};
const deadline: Partial<Seen> = {
  completeness: 0.5,
  inferred: ['b'],
  errors: [{ source: 'a', kind: 'deadline', elapsedMs: 1500 }],
};
const cutOff: Trial = {
  ...hanging,
  limitMs: 1500,
  expected: partial(1500, deadline),
  measured: partial(1501, deadline),
};

const good: Evidence = {
  sources: 2,
  cores: 2,
  workers: 2,
  cpuMeasured: true,
  calibrationSpread: 0.02,
  modes: [mode('sequential', seen(oneByOne())), mode('hybrid', seen(atOnce()))],
  hanging,
  cutOff,
  pools: [{ wanted: 2, seen: 2, left: 0 }],
};
const [sequential, hybrid] = good.modes as [ModeEvidence, ModeEvidence];
const withModes = (...modes: ModeEvidence[]): Evidence => ({ ...good, modes });
const withHybrid = (change: Partial<Pair>): Evidence => withModes(sequential, { ...hybrid, ...change });
const withHanging = (change: Partial<Trial>): Evidence => ({ ...good, hanging: { ...hanging, ...change } });
const withCutOff = (change: Partial<Trial>): Evidence => ({ ...good, cutOff: { ...cutOff, ...change } });
const slow = seen({ ...oneByOne(800) });

const cases: readonly (readonly [
  what: string,
  id: string,
  evidence: Evidence,
  outcome: Check['outcome'],
  why?: RegExp,
])[] = [
  ['times as expected', 'times.sequential', good, 'passed'],
  [
    'times 15 % and 100 ms too long',
    'times.sequential',
    withModes(mode('sequential', sequential.expected, { measured: seen(oneByOne(400)) })),
    'passed',
  ],
  [
    'times longer than that',
    'times.sequential',
    withModes(mode('sequential', sequential.expected, { measured: slow })),
    'FAILED',
    /^inference is 2\.80 s, above 2\.40 s; total is 4\.80 s, above 4\.70 s$/,
  ],
  [
    'times shorter than that',
    'times.sequential',
    withModes(mode('sequential', sequential.expected, { measured: seen(atOnce()) })),
    'FAILED',
    /below/,
  ],
  [
    'times too long while others took as much',
    'times.sequential',
    withModes(mode('sequential', sequential.expected, { measured: slow, taken: { stealMs: 150, othersCpuMs: 250 } })),
    'not judged',
    /others took 0\.40 s/,
  ],
  [
    'times too long while others took less',
    'times.sequential',
    withModes(mode('sequential', sequential.expected, { measured: slow, taken: { stealMs: 20, othersCpuMs: 50 } })),
    'FAILED',
  ],
  [
    'times too long where nobody knows what others took',
    'times.sequential',
    withModes(mode('sequential', sequential.expected, { measured: slow, taken: { stealMs: null, othersCpuMs: null } })),
    'not judged',
    /does not tell/,
  ],
  [
    'times too long after an unsteady calibration',
    'times.sequential',
    { ...withModes(mode('sequential', sequential.expected, { measured: slow })), calibrationSpread: 0.3 },
    'not judged',
    /unsteady: its samples spread by 30 %/,
  ],
  [
    'fewer sources than expected',
    'times.hybrid',
    withHybrid({ measured: seen(atOnce(), timedOut()) }),
    'FAILED',
    /sources answered is 1, below 2/,
  ],
  [
    'fewer sources while others took a tenth of the cores',
    'times.hybrid',
    withHybrid({ measured: seen(atOnce(), timedOut()), taken: { stealMs: 0, othersCpuMs: 500 } }),
    'not judged',
  ],
  [
    'a mode of 200 ms',
    'times.hybrid',
    withHybrid({ expected: seen({ ...atOnce(), totalMs: 200 }) }),
    'not judged',
    /too short/,
  ],

  ['starts in the same moment', 'starts', good, 'passed'],
  ['starts 100 ms apart', 'starts', withHybrid({ measured: seen(atOnce(100)) }), 'passed'],
  [
    'starts 150 ms apart',
    'starts',
    withHybrid({ measured: seen(atOnce(150)) }),
    'FAILED',
    /spread of hybrid is 0\.15 s, above 0\.10 s/,
  ],
  [
    'starts as far apart as a rate limit keeps them',
    'starts',
    withHybrid({ expected: seen(atOnce(500)), measured: seen(atOnce(550)) }),
    'passed',
  ],
  [
    'starts apart while others took the cores',
    'starts',
    withHybrid({ measured: seen(atOnce(150)), taken: { stealMs: 60, othersCpuMs: 0 } }),
    'not judged',
  ],
  ['one source', 'starts', { ...good, sources: 1 }, 'not judged', /one source/],
  [
    'sources that answer at once',
    'starts',
    withModes(mode('sequential', seen(atOnce())), hybrid),
    'not judged',
    /too fast/,
  ],
  ['no concurrent mode', 'starts', withModes(sequential), 'not judged', /no concurrent mode/],

  ['two workers on a core each', 'cores.hybrid', good, 'passed'],
  [
    'two workers on one core',
    'cores.hybrid',
    withHybrid({ measured: seen(atOnce(0, 500)) }),
    'FAILED',
    /CPU time in the overlap is 1\.00 s, below 1\.20 s/,
  ],
  [
    'two workers that take turns',
    'cores.hybrid',
    withHybrid({ measured: seen(oneByOne()) }),
    'FAILED',
    /overlap is 0 s, below 0\.50 s/,
  ],
  [
    'two workers on what others left',
    'cores.hybrid',
    withHybrid({ measured: seen(atOnce(0, 500)), taken: { stealMs: 200, othersCpuMs: 0 } }),
    'not judged',
  ],
  ['one core', 'cores.hybrid', { ...good, cores: 1 }, 'not judged', /one core/],
  ['one worker', 'cores.hybrid', { ...good, workers: 1 }, 'not judged', /one worker/],
  [
    'CPU time that is wall time',
    'cores.hybrid',
    { ...good, cpuMeasured: false },
    'not judged',
    /does not tell the CPU time/,
  ],
  [
    'inferences that never overlap',
    'cores.hybrid',
    withHybrid({ expected: seen(oneByOne()) }),
    'not judged',
    /overlap too little/,
  ],

  ['a source that times out', 'tolerance', good, 'passed'],
  [
    'a timeout that nobody names',
    'tolerance',
    withHanging({ measured: partial(1000, { ...timedOut(), errors: [] }) }),
    'FAILED',
    /failures named is 0/,
  ],
  [
    'a timeout that is called something else',
    'tolerance',
    withHanging({ measured: partial(1000, timedOut('error')) }),
    'FAILED',
    /failures named/,
  ],
  [
    'a timeout that is noticed late',
    'tolerance',
    withHanging({ measured: partial(1300, timedOut('timeout', 1300)) }),
    'FAILED',
    /time to the failure is 1\.30 s, above 1\.10 s/,
  ],
  [
    'a timeout that takes the other source down',
    'tolerance',
    withHanging({ measured: partial(1000, { ...timedOut(), inferred: [] }) }),
    'FAILED',
    /other sources answered is 0, below 1/,
  ],
  [
    'no other source in any case',
    'tolerance',
    withHanging({ expected: partial(1000, { ...timedOut(), inferred: [] }) }),
    'not judged',
    /no other source answers/,
  ],
  ['no trial', 'tolerance', { ...good, hanging: 'there is one source' }, 'not judged', /^there is one source$/],

  ['an answer in time', 'deadline', good, 'passed'],
  [
    'an answer that is late',
    'deadline',
    withCutOff({ measured: partial(1700, deadline) }),
    'FAILED',
    /time to the answer is 1\.70 s, above 1\.60 s/,
  ],
  [
    'an answer that is late by an injected block',
    'deadline',
    withCutOff({ measured: partial(1700, deadline), allowanceMs: 200 }),
    'passed',
  ],
  [
    'an answer that is late while others took the cores',
    'deadline',
    withCutOff({ measured: partial(1700, deadline), taken: { stealMs: 0, othersCpuMs: 100 } }),
    'not judged',
  ],
  [
    'an inference that was done and is lost',
    'deadline',
    withCutOff({ measured: partial(1500, { ...deadline, inferred: [] }) }),
    'FAILED',
    /done and lost is 1/,
  ],
  [
    'a missing source without a reason',
    'deadline',
    withCutOff({ measured: partial(1500, { ...deadline, errors: [] }) }),
    'FAILED',
    /without a reason is 1/,
  ],
  [
    'a timeout that does not strike',
    'deadline',
    withCutOff({ expected: partial(1500, timedOut()) }),
    'not judged',
    /before its timeout strikes/,
  ],
  [
    'nothing done by then, and late',
    'deadline',
    withCutOff({ measured: partial(1700, { ...deadline, spans: [span('query', 'hybrid', 0, 1700)] }) }),
    'FAILED',
    /above 1\.60 s/,
  ],
  [
    'nothing done by then',
    'deadline',
    withCutOff({ measured: partial(1500, { ...deadline, spans: [span('query', 'hybrid', 0, 1500)] }) }),
    'not judged',
    /no inference was done/,
  ],
  ['no trial', 'deadline', { ...good, cutOff: 'interrupted before it was run' }, 'not judged', /interrupted/],

  ['queries that leave nothing', 'left.queries', good, 'passed'],
  [
    'a timer that is left, whatever others took',
    'left.queries',
    withHybrid({ timers: { before: 1, after: 2 }, taken: { stealMs: 5000, othersCpuMs: 5000 } }),
    'FAILED',
    /timers left is 1/,
  ],
  [
    'a span that outlives its query',
    'left.queries',
    withHybrid({ measured: seen({ ...atOnce(), totalMs: 1999 }) }),
    'FAILED',
    /outlive their query is 2/,
  ],
  ['workers that are free', 'left.jobs', good, 'passed'],
  [
    'a worker that is still busy',
    'left.jobs',
    withCutOff({ probesMs: [0.5, 240] }),
    'FAILED',
    /last beginning is 0\.24 s, above 0\.10 s/,
  ],
  [
    'a worker that never begins',
    'left.jobs',
    withCutOff({ probesMs: [0.5] }),
    'FAILED',
    /workers that began a job is 1/,
  ],
  [
    'no query that was cut off',
    'left.jobs',
    { ...good, hanging: 'none', cutOff: 'none' },
    'not judged',
    /no query was cut off/,
  ],
  ['threads that are gone', 'left.threads', good, 'passed'],
  [
    'a thread that is left',
    'left.threads',
    { ...good, pools: [{ wanted: 2, seen: 2, left: 1 }] },
    'FAILED',
    /threads left is 1/,
  ],
  [
    'threads that are not listed',
    'left.threads',
    { ...good, pools: [{ wanted: 2, seen: 0, left: 0 }] },
    'not judged',
    /does not list/,
  ],
];

describe('a verification judges', () => {
  for (const [what, id, evidence, outcome, why = outcome === 'passed' ? /^$/ : /./] of cases) {
    it(`${id}: ${what} ${outcome === 'passed' ? 'pass' : outcome === 'FAILED' ? 'fail' : 'cannot be judged'}`, () => {
      const check = checksOf(evidence).find((one) => one.id === id)!;
      assert.deepEqual(
        { outcome: check.outcome, reason: why.test(check.reason ?? '') || check.reason },
        { outcome, reason: true },
      );
    });
  }

  it('every line of a good run to pass, each with what was expected and measured', () => {
    const checks = checksOf(good);
    assert.equal(outcomeOf(checks), 'passed');
    for (const { what, expected, measured } of checks) assert.ok(what.length * expected.length * measured.length > 0);
  });

  it('all lines by the worst of them', () => {
    assert.equal(outcomeOf([{ outcome: 'passed' }, { outcome: 'not judged' }]), 'not judged');
    assert.equal(outcomeOf([{ outcome: 'not judged' }, { outcome: 'FAILED' }, { outcome: 'passed' }]), 'FAILED');
  });
});

describe('a verification is shown', () => {
  const evidence: Evidence = { ...withHybrid({ timers: { before: 0, after: 1 } }), cores: 1 };
  const checks = checksOf(evidence);
  const report = {
    scenario: { name: 'a|b\u001b[31m', scale: 1, inference: {} },
    world: { cores: 1, workers: 2, contention: 1 },
    environment: { cpuModel: 'cpu', node: 'v20' },
    tool: { version: '1' },
    seed: 1,
    interrupted: false,
    outcome: outcomeOf(checks),
    checks,
    modes: modeTimes(evidence),
  } as unknown as Verification;

  for (const width of [60, 80, 120]) {
    it(`in ${width} columns, the outcome of each line in words`, () => {
      const text = textOf(verifyBlocks(report), plainStyle(width));
      for (const line of text.split('\n')) assert.ok(line.length <= width, line);
      assert.match(text, /^passed {6}sequential takes the time it should\n {12}expected {2}fetch/m);
      assert.match(
        text,
        /^FAILED {6}nothing of a query outlives it\n(?: {12}.*\n)+ {12}why {7}timers left is 1, above 0$/m,
      );
      assert.match(text, /^not judged {2}inference of hybrid/m);
      assert.match(text, /^9 lines: 7 passed, 1 FAILED, 1 not judged\. /m);
      assert.ok(!text.includes('\u001b'));
    });
  }

  it('as Markdown, each line a row and each mode two', () => {
    const text = markdownOf(verifyBlocks(report));
    assert.match(text, /^# a\\\|b\\\\x1b\\\[31m: verification$/m);
    assert.match(text, /^\| \*\*FAILED\*\* \| nothing of a query outlives it \|.*\(timers left is 1, above 0\) \|$/m);
    assert.match(text, /^\| hybrid \| expected \| 1\.00 s \| 1\.00 s \| 2\.00 s \| 2\.00× \|/m);
  });
});
