import type { Report } from '../../results/documents/run.js';
import { csvOf } from './csv.js';

const head = [
  'mode',
  'run',
  'id',
  'parent',
  'kind',
  'name',
  'lane',
  'startMs',
  'endMs',
  'outcome',
  'cpuMs',
  'coreWaitMs',
];

/**
 * Every span of every run as CSV: a row for each, runs counted from 1, times in milliseconds since the query's start.
 */
export function spansCsv({ modes }: Report): string {
  const parts = modes.flatMap(({ mode, runs }) =>
    runs.map(({ spans }, i) =>
      csvOf(
        spans.map(({ id, parent, kind, name, lane, startMs, endMs, outcome, cpuMs, coreWaitMs }) => [
          mode,
          i + 1,
          id,
          parent ?? '',
          kind,
          name,
          lane,
          startMs,
          endMs,
          outcome,
          cpuMs ?? '',
          coreWaitMs ?? '',
        ]),
      ),
    ),
  );
  return csvOf([head]) + parts.join('');
}
