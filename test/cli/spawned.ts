import { fork, spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import type { Report } from '#src/index.js';
import type { Case } from './many-child.js';

/** The command as the package ships it. */
export const bin = fileURLToPath(new URL('../../bin/agent-bench.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly cwd: string;
  /** Variables beside our own, which are cleaned of all that decides about colour. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder of its own for a test, removed when the test is done. */
export function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'agent-bench-test-'));
  t.after(() => {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  });
  return path;
}

/**
 * Our environment without what terminals, test runners and CI services set. The command starts from its bundle, of
 * which no coverage is counted.
 */
export function cleanEnv(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { CI, FORCE_COLOR, NO_COLOR, COLORTERM, NODE_TEST_CONTEXT, GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, ...rest } =
    process.env;
  return { ...(rest as Record<string, string>), TERM: 'xterm-256color', NODE_V8_COVERAGE: '', ...more };
}

/** A command that runs, with what it has printed so far. */
export class Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  readonly #waiting = new Set<() => void>();

  constructor(args: readonly string[], { cwd, env }: Options) {
    this.child = spawn(process.execPath, [bin, ...args], { cwd, env: cleanEnv(env) });
    this.child.stdin.end();
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name].setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
        for (const look of this.#waiting) look();
      });
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code) => {
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  /** Resolves as soon as a stream holds the text; rejects if the command ends without it. */
  async until(stream: 'stdout' | 'stderr', text: string): Promise<void> {
    let look = (): void => {};
    const seen = new Promise<void>((resolve) => {
      look = () => {
        if (this[stream].includes(text)) resolve();
      };
    });
    this.#waiting.add(look);
    look();
    const ended = this.ended.then(({ stdout, stderr }) => {
      if (!this[stream].includes(text))
        throw new Error(`ended without '${text}' on ${stream}; it printed:\n${stdout}\n${stderr}`);
    });
    await Promise.race([seen, ended]).finally(() => this.#waiting.delete(look));
  }
}

/**
 * Runs the command to its end, in a process of its own where it needs variables of its own, else in one that all of a
 * test file's share.
 */
export function agentBench(args: readonly string[], options: Options): Promise<Ended> {
  if (options.env !== undefined) return new Running(args, options).ended;
  return told({ args, cwd: options.cwd });
}

let child: ChildProcess | undefined;
const waiting: { resolve(ended: Ended): void; reject(error: Error): void }[] = [];

/** What a command line comes to in the shared process, which runs one after the other. */
function told(one: Case): Promise<Ended> {
  child ??= started();
  return new Promise((resolve, reject) => {
    waiting.push({ resolve, reject });
    if (waiting.length === 1) child!.channel!.ref();
    child!.send(one);
  });
}

/** What the test runner was told of coverage, for a process that runs `dist` itself. */
const countingCoverage =
  process.env['NODE_V8_COVERAGE'] === undefined ? {} : { NODE_V8_COVERAGE: process.env['NODE_V8_COVERAGE'] };

function started(): ChildProcess {
  const made = fork(fileURLToPath(new URL('many-child.js', import.meta.url)), {
    env: { ...cleanEnv(), ...countingCoverage },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  made.on('message', (ended: Ended) => {
    waiting.shift()!.resolve(ended);
    if (waiting.length === 0) made.channel?.unref();
  });
  made.on('exit', (code) => {
    child = undefined;
    for (const { reject } of waiting.splice(0))
      reject(new Error(`the process that runs command lines ended with ${code}`));
  });
  made.unref();
  return made;
}

/** Writes a scenario into a folder and returns the path to name it by. */
export function scenarioFile(cwd: string, scenario: unknown, name = 'mine.json'): string {
  writeFileSync(join(cwd, name), typeof scenario === 'string' ? scenario : JSON.stringify(scenario));
  return `./${name}`;
}

/** The one report that was saved in the results folder. */
export function savedReport(cwd: string): Report {
  const files = readdirSync(join(cwd, 'agent-bench-results'));
  if (files.length !== 1) throw new Error(`expected one report, found ${files.join(', ')}`);
  return JSON.parse(readFileSync(join(cwd, 'agent-bench-results', files[0]!), 'utf8')) as Report;
}

/** With these the capstone is over in a moment on real time, and in time however busy the machine is. */
export const hurried = ['--scale', '0.02', '--fetch-timeout', '10m', '--timeout', '10m'];

/** A scenario that real time gets through in a moment. */
export const quickScenario = {
  name: 'quick',
  sources: [
    { name: 'north', latency: '30ms' },
    { name: 'south', latency: '20ms' },
  ],
  inference: { cost: '5ms' },
};
