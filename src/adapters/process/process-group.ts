/** Tells the process group of a program that runs, or 0 where none does any more. */
type Running = () => number;

/** The programs that run. They must not outlive this process, however it ends. */
const watched = new Set<Running>();
const hasGroups = process.platform !== 'win32';

/** Keeps a program in mind until what is returned is called: if this process ends before, the program does too. */
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
    // It is gone already, which is what was wanted.
  }
}

/** Kills what a program that has ended has left behind in its group. */
export function endRest(pid: number): void {
  if (hasGroups) endGroup(pid);
}
