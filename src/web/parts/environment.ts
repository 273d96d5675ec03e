import { formatDuration } from '../../lib/duration.js';
import { clip, counted } from '../../lib/text.js';
import type { Report } from '../../results/documents/run.js';
import { inferenceWaits } from '../../scenario/derived.js';
import { created } from './frame.js';

const gibibyte = 2 ** 30;
const mostSources = 40;

type RunFacts = Pick<
  Report,
  'scenario' | 'environment' | 'world' | 'seed' | 'clock' | 'createdAt' | 'tool' | 'calibration'
>;

/** The scenario and the machine of a run, each fact with its name. */
export function runFacts(report: RunFacts): [name: string, value: string][] {
  const { scenario, environment, world, seed, clock, createdAt, tool, calibration } = report;
  const waits = inferenceWaits(scenario);
  return [
    ['Scenario', clip(scenario.name, 300)],
    ...(!scenario.description ? [] : [['Description', clip(scenario.description, 1000)] as [string, string]]),
    ['Question', clip(scenario.question, 1000)],
    ['Sources', named(scenario.sources.map(({ name }) => name))],
    ['Made', `${created(createdAt)} by agent-bench ${tool.version}`],
    ['Clock', clock === 'virtual' ? 'virtual: simulated, exact and repeatable' : 'real: measured'],
    [
      'Cores and workers',
      `${counted(world.cores, 'core')}, ${waits ? 'no workers' : counted(world.workers, 'worker')}, contention ` +
        world.contention.toFixed(2),
    ],
    ['Durations', scenario.scale === 1 ? 'as the scenario states them' : `× ${scenario.scale}`],
    ['Seed', String(seed)],
    ['Machine', machine(environment)],
    ['Software', `Node ${environment.node} on ${environment.platform} ${environment.arch}`],
    ...(environment.loadAverage === null
      ? []
      : [
          [
            'Load before',
            `${environment.loadAverage.map((load) => load.toFixed(2)).join(', ')} (over 1, 5 and 15 minutes)`,
          ] as [string, string],
        ]),
    ...(calibration === null
      ? []
      : [
          [
            'Calibration',
            `contention ${calibration.contention.toFixed(2)}, spread ${(calibration.spread * 100).toFixed(1)} %, a ` +
              `worker starts in ${formatDuration(calibration.coldStartMs)}`,
          ] as [string, string],
        ]),
  ];
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, mostSources).map((name) => clip(name, 80));
  return `${counted(names.length, 'source')}: ${shown.join(', ')}${names.length > mostSources ? ' …' : ''}`;
}

function machine({ cpuModel, coresAvailable, memory, containerQuota }: Report['environment']): string {
  const quota = containerQuota === null ? '' : `, of which the container may use ${containerQuota}`;
  return `${cpuModel}, ${counted(coresAvailable, 'core')}${quota}, ${(memory / gibibyte).toFixed(1)} GiB of memory`;
}
