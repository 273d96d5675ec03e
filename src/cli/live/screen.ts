import stringWidth from 'string-width';

/** What of a terminal's stream is used; `_refreshSize` asks the terminal anew how large it is. */
export type Terminal = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'> & { readonly _refreshSize?: () => void };

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const clearLine = '\u001b[2K';
const clearBelow = '\u001b[J';

/**
 * Lines in a terminal that are drawn over. The cursor stands at the beginning of the line below them, which is the one
 * that no terminal breaks anew when its width changes. They go away with `clear`, or however else the program exits.
 */
export class Screen {
  readonly #stream: Terminal;
  #lines: readonly string[] | undefined;
  #columns = 0;
  #rows = 0;
  readonly #onExit = (): void => {
    this.clear();
  };
  /** Back from the background, the lines are somewhere above, among what the shell has written. */
  readonly #onContinue = (): void => {
    this.#lines = [];
    this.#stream.write(hideCursor);
  };

  constructor(stream: Terminal) {
    this.#stream = stream;
  }

  /** The terminal's size now: what its signal will say may still wait behind the timer that draws. */
  size(): { columns: number; rows: number } {
    // oxlint-disable-next-line no-underscore-dangle
    this.#stream._refreshSize?.();
    return this.#stream;
  }

  /**
   * Draws the lines over those of before, each no wider and all fewer than the terminal has room for; writes nothing
   * where nothing has changed.
   */
  draw(lines: readonly string[]): void {
    let text = '';
    if (this.#lines === undefined) {
      process.on('exit', this.#onExit);
      process.on('SIGCONT', this.#onContinue);
      this.#lines = [];
      text = hideCursor;
    }
    const { columns, rows } = this.size();
    const resized = columns !== this.#columns || rows !== this.#rows;
    if (resized || lines.length !== this.#lines.length)
      text += `${this.#toTop()}${clearBelow}${lines.map((line) => `${line}\n`).join('')}`;
    else text += this.#changes(lines);
    this.#columns = columns;
    this.#rows = rows;
    this.#lines = lines;
    if (text !== '') this.#stream.write(text);
  }

  /** Takes the lines away and gives the cursor back. */
  clear(): void {
    if (this.#lines === undefined) return;
    this.size();
    this.#stream.write(`${this.#toTop()}${clearBelow}${showCursor}`);
    this.#lines = undefined;
    process.off('exit', this.#onExit);
    process.off('SIGCONT', this.#onContinue);
  }

  /** To the first of the lines. A terminal that has become narrower has broken them. */
  #toTop(): string {
    const broken = (line: string): number => Math.max(1, Math.ceil(stringWidth(line) / this.#stream.columns));
    const lines = this.#lines ?? [];
    const height =
      this.#columns === this.#stream.columns ? lines.length : lines.reduce((sum, line) => sum + broken(line), 0);
    return height === 0 ? '\r' : `\r\u001b[${height}A`;
  }

  /** What draws those lines anew that are not the same, and leaves the cursor where it was; nothing if all are. */
  #changes(lines: readonly string[]): string {
    const before = this.#lines ?? [];
    const first = lines.findIndex((line, i) => line !== before[i]);
    if (first === -1) return '';
    const drawn = lines.slice(first).map((line, i) => (line === before[first + i] ? '\n' : `${clearLine}${line}\n`));
    return `\r\u001b[${lines.length - first}A${drawn.join('')}`;
  }
}
