import { clip, printable } from '../../../lib/text.js';
import { valueText } from '../../../render/sweep/figures.js';
import type { SweepReport } from '../../../results/documents/sweep.js';

interface ParameterPicksProps {
  readonly parameters: SweepReport['parameters'];
  readonly at: Readonly<Record<string, number>>;
  readonly onPick: (name: string, value: number) => void;
}

/** The values of the parameters that a picture holds still. */
export function ParameterPicks({ parameters, at, onPick }: ParameterPicksProps) {
  return parameters.map(({ name, unit, values }) => (
    <label key={name}>
      {clip(printable(name), 40)}{' '}
      <select value={at[name]} onChange={(event) => onPick(name, Number(event.target.value))}>
        {values.map((value) => (
          <option key={value} value={value}>
            {valueText(value, unit)}
          </option>
        ))}
      </select>
    </label>
  ));
}
