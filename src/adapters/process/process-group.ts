/** Returns the process group of a running program, or 0 for none. */
type Running = () => number;

/** Running programs, which must not outlive this process. */
const watched = new Set<Running>();
const hasGroups = process.platform !== 'win32';

/** Kills a program when this process exits, until the function that it returns is called. */
export function watchGroup(running: Running): () => void {
  if (watched.size === 0) process.on('exit', endAll);
  watched.add(running);
  return () => {
    watched.delete(running);
    if (watched.size === 0) process.off('exit', endAll);
  };
}

function endAll(): void {
  for (const running of watched) endGroup(running());
}

/** Kills a program and all of its group; Windows has no groups. Does nothing where they are gone. */
export function endGroup(pid: number): void {
  if (pid === 0) return; // which would be our own
  try {
    process.kill(hasGroups ? -pid : pid, 'SIGKILL');
  } catch {
    // It has exited already.
  }
}

/** Kills what a program that has ended has left behind in its group. */
export function endRest(pid: number): void {
  if (hasGroups) endGroup(pid);
}
