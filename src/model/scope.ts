/** Listens for the abort of a scope; a link in the scope's list of listeners. */
abstract class Listener {
  before: Listener | undefined;
  after: Listener | undefined;
  /** The scope that it listens to; undefined once it has stopped. */
  scope: Scope | undefined;

  abstract aborted(reason: Error): void;

  /** Stops listening. */
  stop(): void {
    this.scope?.remove(this);
  }
}

class Callback extends Listener {
  readonly #callback: (reason: Error) => void;

  constructor(callback: (reason: Error) => void) {
    super();
    this.#callback = callback;
  }

  aborted(reason: Error): void {
    this.#callback(reason);
  }
}

/**
 * A scope owns what a query, a fetch or an attempt has started, and ends it: aborting a scope aborts everything below
 * it, once, with one reason.
 *
 * It is an AbortSignal without the price of one: a signal costs about 3.5 µs to make on Node 20, and a query opens a
 * scope for every attempt. `signal` makes a real one on first use, for code that takes one. A scope is itself the link
 * in its parent's list, and the list holds no closures: with 100,000 queries in flight that is most of what a scope
 * weighs.
 */
export class Scope extends Listener {
  #reason: Error | undefined;
  #last: Listener | undefined;
  #controller: AbortController | undefined;

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
    this.#add(scope);
    return scope;
  }

  /** Calls back when the scope is aborted, at once if it is already. `stop` of what it returns ends the listening. */
  onAbort(callback: (reason: Error) => void): { stop(): void } {
    const listener = new Callback(callback);
    this.#add(listener);
    return listener;
  }

  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.close();
    this.#controller?.abort(reason);
    // The latest first: what waits in a queue leaves it before what it waits for makes room.
    for (let listener = this.#last; listener !== undefined; listener = this.#last) {
      this.remove(listener);
      listener.aborted(reason);
    }
  }

  /** Lets go of the parent, so that a long-lived parent does not gather its finished children. */
  close(): void {
    this.stop();
  }

  throwIfAborted(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  aborted(reason: Error): void {
    this.abort(reason);
  }

  #add(listener: Listener): void {
    if (this.#reason !== undefined) {
      listener.aborted(this.#reason);
      return;
    }
    listener.scope = this;
    listener.before = this.#last;
    if (this.#last !== undefined) this.#last.after = listener;
    this.#last = listener;
  }

  /** Takes a listener out of the list; for listeners alone. */
  remove(listener: Listener): void {
    if (listener.before !== undefined) listener.before.after = listener.after;
    if (listener.after === undefined) this.#last = listener.before;
    else listener.after.before = listener.before;
    listener.before = undefined;
    listener.after = undefined;
    listener.scope = undefined;
  }
}
