import type { Json } from '../../model/json.js';

/** Replaces a secret. */
export const redacted = '[redacted]';

/**
 * A value that may hold a secret, such as the text of a header, or the body of a request. Whoever prints it, or writes
 * it as JSON, gets what may be shown; only `reveal` gives the value.
 */
export class Hidden<T extends Json = string> {
  readonly #value: T;
  readonly #shown: T;

  constructor(value: T, shown: T) {
    this.#value = value;
    this.#shown = shown;
  }

  /** The value itself, to be sent. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return typeof this.#shown === 'string' ? this.#shown : JSON.stringify(this.#shown);
  }

  toJSON(): T {
    return this.#shown;
  }
}

// By its registered name, and not as a member that is declared: a program that uses our types need not have those of
// Node.
Object.defineProperty(Hidden.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: Hidden<Json>): Json {
    return this.toJSON();
  },
});
