import { useId } from 'react';

interface SliderProps {
  readonly label: string;
  /** The value, and the one before any move. */
  readonly value: number;
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The value as text, and as a screen reader says it. */
  readonly text: string;
  readonly spoken: string;
  readonly onMove: (value: number) => void;
}

/** A slider with its name and its value; a mark below it is at the initial value. */
export function Slider({ label, value, initial, min, max, step, text, spoken, onMove }: SliderProps) {
  const id = useId();
  const share = (initial - min) / (max - min);
  return (
    <div className={value === initial ? 'slider' : 'slider moved'}>
      <label htmlFor={id}>{label}</label>
      {/* The slider itself says where it stands: said here too, it would be heard twice. */}
      <span className="slider-value" aria-hidden="true">
        {text}
      </span>
      <span className="slider-track">
        <input
          id={id}
          type="range"
          min={min}
          max={max}
          step={step}
          value={value}
          aria-valuetext={spoken}
          onChange={({ currentTarget }) => onMove(Number(currentTarget.value))}
        />
        <i className="slider-origin" style={{ insetInlineStart: `calc(9px + (100% - 18px) * ${share})` }} />
      </span>
    </div>
  );
}
