import type { DoctorReport } from '../results/documents/doctor.js';
import { onlyIn, type Block } from './blocks.js';

/** The widest verdict and the widest name of a finding, so that findings line up though they come one by one. */
const [verdictWidth, nameWidth] = [7, 14];

/** What a machine can measure, a line for each finding. */
export function doctorBlocks({ findings }: DoctorReport): Block[] {
  const items = findings.map(({ what, ok, found, why }) => ({
    mark: [{ text: verdict(ok).padEnd(verdictWidth), tone: ok ? 'good' : 'warning', whole: true } as const, what],
    text: `${found}; ${why}`,
  }));
  const rows = findings.map(({ what, ok, found, why }) => [
    what,
    ok ? verdict(ok) : [{ text: verdict(ok), tone: 'warning' } as const],
    found,
    why,
  ]);
  const columns = ['what', 'verdict', 'found', 'why it matters'].map((name) => ({ name, words: true }));
  return [
    ...onlyIn('terminal', { kind: 'list', items, column: verdictWidth + 1 + nameWidth }),
    ...onlyIn(
      'page',
      { kind: 'title', level: 1, text: 'What this machine can measure' },
      { kind: 'table', columns, rows },
    ),
  ];
}

function verdict(ok: boolean): string {
  return ok ? 'ok' : 'warning';
}
