import stringWidth from 'fast-string-width';

/** The members of a terminal's stream that are used; `_refreshSize` asks the terminal for its size. */
export type Terminal = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'> & { readonly _refreshSize?: () => void };

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const clearLine = '\u001b[2K';
const clearBelow = '\u001b[J';

/**
 * Lines in a terminal that are redrawn in place. The cursor stands at the beginning of the line below them, which no
 * terminal wraps again when its width changes. `clear` and the exit of the program remove them.
 */
export class Screen {
  readonly #stream: Terminal;
  #lines: readonly string[] | undefined;
  #columns = 0;
  #rows = 0;
  readonly #onExit = (): void => {
    this.clear();
  };
  /** After a return from the background the lines are somewhere above, among output of the shell. */
  readonly #onContinue = (): void => {
    this.#lines = [];
    this.#stream.write(hideCursor);
  };

  constructor(stream: Terminal) {
    this.#stream = stream;
  }

  /** The terminal's size now: its resize signal may still be pending. */
  size(): { columns: number; rows: number } {
    // oxlint-disable-next-line no-underscore-dangle
    this.#stream._refreshSize?.();
    return this.#stream;
  }

  /**
   * Draws lines over the previous ones and writes only those that differ. Each fits into the terminal's width, and all
   * into its height less one.
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

  /** Removes the lines and shows the cursor. */
  clear(): void {
    if (this.#lines === undefined) return;
    this.size();
    this.#stream.write(`${this.#toTop()}${clearBelow}${showCursor}`);
    this.#lines = undefined;
    process.off('exit', this.#onExit);
    process.off('SIGCONT', this.#onContinue);
  }

  /** Moves to the first of the lines, which a narrower terminal has wrapped. */
  #toTop(): string {
    const broken = (line: string): number => Math.max(1, Math.ceil(stringWidth(line) / this.#stream.columns));
    const lines = this.#lines ?? [];
    const height =
      this.#columns === this.#stream.columns ? lines.length : lines.reduce((sum, line) => sum + broken(line), 0);
    return height === 0 ? '\r' : `\r\u001b[${height}A`;
  }

  /** Redraws the lines that differ and leaves the cursor where it was; empty where none differ. */
  #changes(lines: readonly string[]): string {
    const before = this.#lines ?? [];
    const first = lines.findIndex((line, i) => line !== before[i]);
    if (first === -1) return '';
    const drawn = lines.slice(first).map((line, i) => (line === before[first + i] ? '\n' : `${clearLine}${line}\n`));
    return `\r\u001b[${lines.length - first}A${drawn.join('')}`;
  }
}
