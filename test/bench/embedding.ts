/**
 * A real model beside the built-in kernel, on two workers: the same six long texts, no latency, once one after the
 * other and once in parallel; the kernel is given the CPU time that the model took. Judges nothing. `node
 * dist-test/bench/embedding.js [rounds]`, 10 by default. Wants an otherwise idle machine.
 */
import { median } from '#src/lib/statistics/descriptive.js';
import { random } from '#src/lib/random.js';
import { run as runScenario, type ModeReport, type Report, type ScenarioInput } from '#src/index.js';

const runs = Number(process.argv[2] ?? 10);
const workers = 2;
const length = 2_000;

const subjects = [
  'The train to the airport',
  'A museum by the river',
  'The weather of the week',
  'A ticket for a month',
  'The market hall',
  'A ferry at night',
];
const verbs = [
  'leaves later than planned',
  'costs less on Fridays',
  'is crowded in the morning',
  'was closed for repairs',
  'opens again in spring',
];
const reasons = [
  'because of the rain',
  'as the city council decided',
  'since the bridge is old',
  'which surprised the visitors',
  'although nobody asked for it',
];

/** A text of `length` characters, the same for the same number. */
function text(number: number): string {
  const draw = random(1, 'text', number, '', 1);
  const one = (words: readonly string[]): string => words[Math.floor(draw() * words.length)]!;
  let made = '';
  while (made.length < length) made += `${one(subjects)} ${one(verbs)}, ${one(reasons)}. `;
  return made.slice(0, length);
}

const scenario: ScenarioInput = {
  name: 'embedding-bench',
  question: 'How do I get to the airport by train?',
  sources: Array.from({ length: 6 }, (_, i) => ({ name: `text-${i + 1}`, latency: 0, payload: { inline: text(i) } })),
  limits: { timeout: '2m' },
  modes: ['sequential', 'parallel'],
};

const measure = (inference: ScenarioInput['inference']): Promise<Report> =>
  runScenario({ ...scenario, inference }, { runs, warmup: 1 });

const embedding = await measure({ type: 'embedding', workers });
const cost = median(modeOf(embedding, 'sequential').runs.map(({ cpuMs }) => cpuMs)) / scenario.sources.length;
const kernel = await measure({ workers, cost });

const rows = [rowOf('Universal Sentence Encoder', embedding), rowOf('built-in kernel', kernel)];
console.log(
  `6 texts of ${length.toLocaleString('en-US')} characters, ${workers} workers on ${embedding.world.cores} cores, ` +
    `medians of ${runs} rounds\n`,
);
console.log(
  [
    '| inference | CPU each, sequential | CPU each, parallel | sequential | parallel | speedup |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows,
  ].join('\n'),
);

// On an idle machine hardly any: else the speedups say more of the neighbours than of the inference.
const waited = [embedding, kernel].map((report) =>
  median(modeOf(report, 'parallel').runs.map(({ coreWaitMs, cpuMs }) => coreWaitMs / cpuMs)),
);
console.log(
  `\nIn parallel the workers waited for a core, as a share of their CPU time: ` +
    waited.map((share) => `${Math.round(share * 100)} %`).join(' and '),
);

function modeOf({ modes }: Report, name: string): ModeReport {
  return modes.find(({ mode }) => mode === name)!;
}

function rowOf(name: string, report: Report): string {
  const [sequential, parallel] = [modeOf(report, 'sequential'), modeOf(report, 'parallel')];
  const each = ({ runs: all }: ModeReport): string => `${Math.round(median(all.map(({ cpuMs }) => cpuMs)) / 6)} ms`;
  const makespan = ({ runs: all }: ModeReport): string =>
    `${(median(all.map(({ makespanMs }) => makespanMs)) / 1000).toFixed(2)} s`;
  return (
    `| ${name} | ${each(sequential)} | ${each(parallel)} | ${makespan(sequential)} | ${makespan(parallel)} | ` +
    `${parallel.speedup?.toFixed(2)}× |`
  );
}
