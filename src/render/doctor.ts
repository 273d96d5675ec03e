import type { DoctorReport, Finding } from '../results/documents/doctor.js';
import { wordsOf, wrapped, type Style } from './style.js';

/** What this machine can measure, a line for each finding. */
export function doctorText({ findings }: DoctorReport, style: Style): string {
  return findings.map((finding) => line(finding, style)).join('');
}

function line({ what, ok, found, why }: Finding, { width, paint }: Style): string {
  const mark = ok ? paint.green('ok     ') : paint.yellow('warning');
  return `${wrapped(wordsOf(`${found}; ${why}`), width, ' '.repeat(22), `${mark} ${what.padEnd(14)}`)}\n`;
}
