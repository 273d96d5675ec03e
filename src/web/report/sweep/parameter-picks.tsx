import { useId } from 'react';
import { clip, printable } from '../../../lib/text.js';
import { valueText } from '../../../render/sweep/figures.js';
import type { SweepReport } from '../../../results/documents/sweep.js';

interface ParameterPicksProps {
  readonly parameters: SweepReport['parameters'];
  readonly at: Readonly<Record<string, number>>;
  readonly onPick: (name: string, value: number) => void;
}

/** Choices of the values at which parameters are held. */
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

interface PartPickProps {
  readonly parameter: SweepReport['parameters'][number];
  readonly parts: readonly (readonly number[])[];
  readonly at: number;
  readonly onPick: (part: number) => void;
}

/** The choice of the values of a parameter that are shown, where there is no room for all. */
export function PartPick({ parameter: { name, unit, values }, parts, at, onPick }: PartPickProps) {
  const id = useId();
  if (parts.length < 2) return null;
  const words = (part: readonly number[]): string => {
    const some = part.length < values.length && part[0] === values[0] && part.at(-1) === values.at(-1);
    return `${valueText(part[0]!, unit)} to ${valueText(part.at(-1)!, unit)}${some ? `, ${part.length} of them` : ''}`;
  };
  return (
    <span>
      <label htmlFor={id}>{clip(printable(name), 40)}</label>{' '}
      <select id={id} value={at} onChange={(event) => onPick(Number(event.target.value))}>
        {parts.map((part, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- parts do not move
          <option key={i} value={i}>
            {words(part)}
          </option>
        ))}
      </select>{' '}
      <span className="aside">
        {parts[at]!.length} of {values.length} values at a time
      </span>
    </span>
  );
}
