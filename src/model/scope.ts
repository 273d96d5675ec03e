/**
 * A scope owns what a query, a fetch or an attempt has started, and ends it:
 * aborting a scope aborts everything below it, once, with one reason.
 *
 * It is an AbortSignal without the price of one: a signal costs about 3.5 µs to make on Node 20,
 * and a query opens a scope per attempt. `signal` makes a real one on first use, for code outside.
 */
export class Scope {
  #reason: Error | undefined;
  #listeners: Set<(reason: Error) => void> | undefined;
  #controller: AbortController | undefined;
  #detach: (() => void) | undefined;

  /** The error that the scope was aborted with, or undefined while it is live. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** The same scope as an AbortSignal. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** A scope that is aborted with this one. Call its `close` when its work is done. */
  child(): Scope {
    const scope = new Scope();
    scope.#detach = this.onAbort((reason) => {
      scope.abort(reason);
    });
    return scope;
  }

  /** Calls back when the scope is aborted, at once if it is already. Returns how to stop listening. */
  onAbort(listener: (reason: Error) => void): () => void {
    if (this.#reason !== undefined) {
      listener(this.#reason);
      return ignore;
    }
    const listeners = (this.#listeners ??= new Set());
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.close();
    this.#controller?.abort(reason);
    const listeners = this.#listeners;
    this.#listeners = undefined;
    if (listeners !== undefined) for (const listener of listeners) listener(reason);
  }

  /** Lets go of the parent, so that a long-lived parent does not gather its finished children. */
  close(): void {
    this.#detach?.();
    this.#detach = undefined;
  }

  throwIfAborted(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }
}

function ignore(): void {}
