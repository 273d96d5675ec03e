import { spawn, type IPty } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import type { TestContext } from 'node:test';
import { bin, cleanEnv, type Options } from './spawned.js';

/** The command in a terminal of its own, and what a person would see there. */
export class Screen {
  readonly pty: IPty;
  readonly ended: Promise<number>;
  /** All that was written, codes and all. */
  raw = '';
  readonly #terminal: xterm.Terminal;
  readonly #waiting = new Set<() => void>();
  #written: Promise<void> = Promise.resolve();

  constructor(t: TestContext, args: readonly string[], { cwd, env, columns }: Options & { columns: number }) {
    this.#terminal = new xterm.Terminal({ cols: columns || 80, rows: 30, scrollback: 10_000, allowProposedApi: true });
    const command = [process.execPath, bin, ...args];
    // A terminal that does not know its size; node-pty itself would not make one.
    const [file, ...rest] = columns === 0 ? ['sh', '-c', 'stty cols 0 rows 0; exec "$@"', 'sh', ...command] : command;
    this.pty = spawn(file!, rest, { cols: columns || 80, rows: 30, cwd, env: cleanEnv(env) });
    this.pty.onData((data) => {
      this.raw += data;
      this.#written = new Promise((resolve) => {
        this.#terminal.write(data, resolve);
      });
      for (const look of this.#waiting) look();
    });
    let running = true;
    this.ended = new Promise((resolve) => {
      this.pty.onExit(({ exitCode }) => {
        running = false;
        resolve(exitCode);
      });
    });
    t.after(() => {
      if (running) this.pty.kill('SIGKILL');
      this.#terminal.dispose();
    });
  }

  /** Changes the terminal's size, when all is shown that was written so far. */
  async resize(columns: number, rows = 30): Promise<void> {
    await this.#written;
    this.pty.resize(columns, rows);
    this.#terminal.resize(columns, rows);
  }

  /** Resolves as soon as the text, or one like it, has been written. */
  async until(text: string | RegExp): Promise<void> {
    let look = (): void => {};
    const seen = new Promise<void>((resolve) => {
      look = () => {
        if (typeof text === 'string' ? this.raw.includes(text) : text.test(this.raw)) resolve();
      };
    });
    this.#waiting.add(look);
    look();
    const ended = this.ended.then((code) => {
      throw new Error(`ended with ${code} without '${String(text)}': ${this.raw}`);
    });
    await Promise.race([seen, ended]).finally(() => this.#waiting.delete(look));
  }

  /**
   * The lines that stand there in the end; a line that the terminal had to break is one, and longer than the terminal
   * is wide.
   */
  async lines(): Promise<string[]> {
    await this.#written;
    const { active } = this.#terminal.buffer;
    const lines: string[] = [];
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row)!;
      const text = line.translateToString(true);
      if (line.isWrapped) lines[lines.length - 1] += text;
      else lines.push(text);
    }
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }
}
