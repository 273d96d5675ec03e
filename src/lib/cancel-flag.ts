/**
 * Cancels a call on another thread, and tells how far the call has come with that. Both threads make a flag over the
 * same memory: `shared` of the caller's flag is sent with the call.
 */
export class CancelFlag {
  readonly shared: SharedArrayBuffer;
  /** Whether the call is cancelled, whether its signal was aborted, and its process group. */
  readonly #cells: Int32Array;

  constructor(shared = new SharedArrayBuffer(12)) {
    this.shared = shared;
    this.#cells = new Int32Array(shared);
  }

  /** Whether nobody wants the result of the call any more. Cheap enough for a loop. */
  get raised(): boolean {
    return Atomics.load(this.#cells, 0) !== 0;
  }

  /** Cancels the call. */
  raise(): void {
    Atomics.store(this.#cells, 0, 1);
    Atomics.notify(this.#cells, 0);
  }

  /** Whether the called thread has come to abort its signal. */
  get noticed(): boolean {
    return Atomics.load(this.#cells, 1) !== 0;
  }

  /** The process group that works for the call, which has to end if its thread does; 0 for none. */
  get processGroup(): number {
    return Atomics.load(this.#cells, 2);
  }

  set processGroup(pid: number) {
    Atomics.store(this.#cells, 2, pid);
  }

  /** On the called thread: a signal that is aborted once the flag is raised. Call `release` when the call is over. */
  signal(): AbortSignal {
    const controller = new AbortController();
    const look = (): void => {
      if (!this.raised) return;
      Atomics.store(this.#cells, 1, 1);
      controller.abort();
    };
    const wait = (Atomics as unknown as { waitAsync: WaitAsync }).waitAsync(this.#cells, 0, 0);
    if (wait.async) void wait.value.then(look);
    else look();
    return controller.signal;
  }

  /** On the called thread: ends the waiting of its signals. */
  release(): void {
    Atomics.notify(this.#cells, 0);
  }
}

/** Not in the library of types for this target yet. */
type WaitAsync = (
  array: Int32Array,
  index: number,
  value: number,
) => { readonly async: false } | { readonly async: true; readonly value: Promise<string> };
