/** Paper is white: pages are printed in the light colours, and shown in their own again afterwards. */
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
