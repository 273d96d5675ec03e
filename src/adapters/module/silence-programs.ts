import childProcess, { ChildProcess } from 'node:child_process';

type Starter = (...parameters: unknown[]) => unknown;

/**
 * On a thread: programs that are started there with the standard output or standard error of this process write nowhere
 * instead, and `onSilenced` is called for each.
 */
export function silencePrograms(onSilenced: () => void): void {
  const wrapped = (original: Starter): Starter =>
    function (this: unknown, ...parameters) {
      return original.apply(
        this,
        parameters.map((parameter) => (hasStdio(parameter) ? silent(parameter, onSilenced) : parameter)),
      );
    };
  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const)
    Object.assign(childProcess, { [name]: wrapped(childProcess[name] as Starter) });
  // All other functions start programs here.
  const { prototype } = ChildProcess as unknown as { readonly prototype: { spawn: Starter } };
  prototype.spawn = wrapped(prototype.spawn);
}

interface Options {
  readonly stdio: unknown;
}

function hasStdio(parameter: unknown): parameter is Options {
  return typeof parameter === 'object' && parameter !== null && 'stdio' in parameter;
}

function silent(options: Options, onSilenced: () => void): Options {
  const stdio = options.stdio === 'inherit' ? ['inherit', 'inherit', 'inherit'] : options.stdio;
  if (!Array.isArray(stdio)) return options;
  const ours = (stream: unknown, i: number): boolean =>
    stream === 1 || stream === 2 || (stream === 'inherit' && (i === 1 || i === 2));
  if (!stdio.some(ours)) return options;
  onSilenced();
  return { ...options, stdio: stdio.map((stream: unknown, i) => (ours(stream, i) ? 'ignore' : stream)) };
}
