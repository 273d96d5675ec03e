import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { counted, clip, printable } from '../../lib/text.js';
import { Failure, reasonWith } from '../../model/errors.js';
import type { Json } from '../../model/json.js';
import type { Scope } from '../../model/scope.js';
import { jsonOf } from './json-text.js';
import { endGroup, endRest, watchGroup } from './process-group.js';

/** A program and all that it needs, ready to be started. */
export interface Program {
  /** The file, as `findProgram` found it, and its arguments. */
  readonly command: readonly string[];
  /** All its variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it runs. */
  readonly folder: string;
  /** A longer output is a failure. */
  readonly maxBytes: number;
}

/** Listens to a program that runs. */
export interface ProgramListener {
  /** It runs, as the leader of the process group of this number. */
  started?(pid: number): void;
  /**
   * It and the processes that it waited for were on a CPU for so many milliseconds. Not called where the system does
   * not tell; the last call counts: the last that is known of a program whose output is held by another.
   */
  spent?(cpuMs: number): void;
  /** It was killed on abort although it had exited; `why` says which processes still held its output. */
  held?(why: string): void;
}

/** How much is kept of the end of what a program writes to standard error, and how much of its last line is shown. */
const tailBytes = 2_048;
const shownLength = 300;

/**
 * Runs a program: JSON on its standard input, JSON on its standard output, until it exits or the scope is aborted. Then
 * its whole process group is killed, so that what it has started ends with it; a process that makes a group of its own
 * escapes. Rejects with a Failure of kind `exited`, `malformed` or `too-large`, or with the scope's reason.
 */
export function runProgram(program: Program, input: Json, scope: Scope, listener: ProgramListener = {}): Promise<Json> {
  return scope.reason === undefined ? new Run(program, scope, listener).answer(input) : Promise.reject(scope.reason);
}

/** One run of a program. */
class Run {
  readonly #program: Program;
  readonly #scope: Scope;
  readonly #listener: ProgramListener;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #tail = '';
  #tailCut = false;
  /** Why it was ended before it was done. */
  #ended: Error | undefined;

  constructor(program: Program, scope: Scope, listener: ProgramListener) {
    this.#program = program;
    this.#scope = scope;
    this.#listener = listener;
  }

  async answer(input: Json): Promise<Json> {
    const child = this.#spawn();
    const closed = this.#closed(child);
    if (child.pid !== undefined) this.#follow(child, child.pid, closed);
    // A program need not read what it is asked.
    child.stdin.on('error', () => {}).end(JSON.stringify(input));
    const wrong = await closed;
    if (this.#ended !== undefined) throw this.#ended;
    if (wrong !== undefined) throw new Failure('exited', `the program ${wrong}${this.#lastWords()}`);
    return this.#output();
  }

  /** What goes on as long as the program runs. */
  #follow(child: ChildProcessWithoutNullStreams, pid: number, closed: Promise<unknown>): void {
    const unwatch = watchGroup(() => pid);
    this.#listener.started?.(pid);
    const aborting = this.#scope.onAbort((reason) => {
      this.#end(child, pid, reason);
    });
    void closed.finally(() => {
      aborting.stop();
      unwatch();
    });
    this.#weigh(child, pid);
    this.#listen(child, pid);
  }

  #spawn(): ChildProcessWithoutNullStreams {
    const { command, env, folder } = this.#program;
    const [file, ...args] = command;
    try {
      return spawn(file!, args, {
        cwd: folder,
        env,
        detached: process.platform !== 'win32',
        windowsHide: true,
        stdio: 'pipe',
      });
    } catch (thrown) {
      throw unstartable(thrown, this.#program);
    }
  }

  /** Resolves once the program has exited and its output is closed: to its error, or undefined. */
  #closed(child: ChildProcessWithoutNullStreams): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      child.on('error', (error) => {
        if (child.pid === undefined) reject(unstartable(error, this.#program));
      });
      child.on('exit', () => {
        if (child.pid !== undefined) endRest(child.pid);
      });
      child.on('close', (code, signal) => {
        resolve(signal === null ? (code === 0 ? undefined : `exited with code ${code}`) : `was ended by ${signal}`);
      });
    });
  }

  #listen(child: ChildProcessWithoutNullStreams, pid: number): void {
    const { maxBytes } = this.#program;
    child.stdout.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      if (this.#bytes > maxBytes) {
        this.#chunks.length = 0;
        this.#end(
          child,
          pid,
          new Failure('too-large', `the program printed more than ${counted(maxBytes, 'byte')} (maxBytes)`),
        );
      } else this.#chunks.push(chunk);
      this.#weigh(child, pid); // what holds its output may keep us from hearing that it ends
    });
    child.stdout.on('end', () => {
      this.#weigh(child, pid); // it is not reaped yet, if it ended just now
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const all = this.#tail + text;
      this.#tailCut ||= all.length > tailBytes;
      this.#tail = all.slice(-tailBytes);
    });
  }

  /** Ends the program for a reason. Does not wait for what has left its group and holds its output. */
  #end(child: ChildProcessWithoutNullStreams, pid: number, reason: Error): void {
    if (this.#ended !== undefined) return;
    if (hasExited(child)) {
      this.#ended = reasonWith(heldOpen, reason);
      this.#listener.held?.(heldOpen);
    } else {
      this.#ended = reason;
      this.#weigh(child, pid);
      endGroup(pid);
    }
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
  }

  /** Not once it has exited, as its number may be another's then. */
  #weigh(child: ChildProcessWithoutNullStreams, pid: number): void {
    const cpuMs = hasExited(child) ? undefined : cpuMsOf(pid);
    if (cpuMs !== undefined) this.#listener.spent?.(cpuMs);
  }

  #output(): Json {
    const text = utf8(Buffer.concat(this.#chunks));
    if (text === undefined) throw new Failure('malformed', 'the program printed what is not UTF-8');
    if (text.trim() === '')
      throw new Failure('malformed', `the program printed nothing on standard output${this.#lastWords()}`);
    return jsonOf(text, 'the program printed');
  }

  /**
   * `: ` and the last line of standard error that is not of a stack, as Node prints below an error. A mark says where
   * it is cut.
   */
  #lastWords(): string {
    const lines = `${this.#tailCut ? '…' : ''}${this.#tail}`
      .split(/[\r\n]+/)
      .filter((line) => line.trim() !== '' && !/^(?: +at |Node\.js v)/.test(line));
    return lines.length === 0 ? '' : `: ${clip(printable(lines.at(-1)!.trim()), shownLength)}`;
  }
}

/** Said of a program that did not come to an end in time, although it has exited. */
const heldOpen = 'the program has exited, and a process that it has started still holds its output';

function hasExited({ exitCode, signalCode }: ChildProcessWithoutNullStreams): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Says no more than the system's code, as the message of it may hold arguments. */
function unstartable(thrown: unknown, { command, folder }: Program): Failure {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown reason';
  if (code === 'ENOENT' && existsSync(command[0]!) && existsSync(folder))
    return new Failure('exited', 'the program cannot be started: what its first line names behind #! is not there');
  return new Failure('exited', `the program cannot be started (${code})`);
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Linux counts CPU time in these for `/proc`, on all machines that Node runs on. */
const tickMs = 10;

/**
 * Milliseconds that a process and those that it waited for were on a CPU; undefined where the system does not tell, or
 * it is gone.
 */
function cpuMsOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return parseCpuMs(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
}

/**
 * A `stat` file: behind the name in parentheses, which may hold anything, utime, stime, cutime and cstime are fields 12
 * to 15, in ticks.
 */
function parseCpuMs(text: string): number | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return Number.isFinite(ticks) ? ticks * tickMs : undefined;
}
