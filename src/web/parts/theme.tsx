import { useEffect, useState } from 'react';

const themes = ['auto', 'light', 'dark'] as const;

/** Chooses the colours of the page; `auto` follows the system. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<(typeof themes)[number]>('auto');
  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <fieldset className="choice theme-switch">
      <legend className="hidden">Colours</legend>
      {themes.map((name) => (
        <label key={name}>
          <input type="radio" name="theme" checked={theme === name} onChange={() => setTheme(name)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Prints the page in its light colours, whichever it is shown in. */
export function lightOnPaper(): void {
  const { dataset } = document.documentElement;
  let shown: string | undefined;
  addEventListener('beforeprint', () => {
    shown = dataset['theme'];
    dataset['theme'] = 'light';
  });
  addEventListener('afterprint', () => {
    if (shown === undefined) delete dataset['theme'];
    else dataset['theme'] = shown;
  });
}
