import { pipeline, type Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { Failure } from '../model/errors.js';
import { networkFailure } from './http-failures.js';

/** What is told of a body as it is read; none of these may throw. */
export interface BodyListener {
  /** Bytes of the body, decompressed. */
  take(bytes: Buffer): void;
  /** It is whole. */
  done(): void;
  failed(failure: Failure): void;
}

/** Takes a body's bytes as they come from the network. */
export interface BodyReader {
  write(bytes: Buffer): void;
  /** All have come. */
  end(): void;
  /** No more of it is wanted. */
  drop(): void;
}

/** The encodings that are understood, as a request names them. */
export const acceptedEncodings = 'gzip, deflate, br';

/** Undoes one encoding. The first bytes are at hand, as what is called deflate comes with and without a frame (RFC 9110, section 8.4.1.2). */
const decoders: Readonly<Record<string, (first: Buffer) => Duplex>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: (first) => (((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
};

/** A reader for a body with that `content-encoding`, or a failure where one of its encodings is not known. */
export function bodyReader(host: string, encoding: string, listener: BodyListener): BodyReader | Failure {
  const encodings = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  const unknown = encodings.find((name) => !Object.hasOwn(decoders, name));
  if (unknown !== undefined) return networkFailure('malformed', `${host} answered in an encoding that nobody asked for: ${unknown}`);
  if (encodings.length === 0) return { write: (bytes) => listener.take(bytes), end: () => listener.done(), drop() {} };
  return new Decoder(host, encodings.toReversed(), listener);
}

/** Decompresses a body. Its output comes in small pieces, each after the other, so that who listens can stop what grows without end. */
class Decoder implements BodyReader {
  readonly #host: string;
  readonly #encodings: readonly string[];
  readonly #listener: BodyListener;
  #streams: Duplex[] = [];

  constructor(host: string, encodings: readonly string[], listener: BodyListener) {
    this.#host = host;
    this.#encodings = encodings;
    this.#listener = listener;
  }

  write(bytes: Buffer): void {
    if (this.#streams.length === 0) this.#open(bytes);
    this.#streams[0]!.write(bytes);
  }

  end(): void {
    if (this.#streams.length === 0) this.#listener.done();
    else this.#streams[0]!.end();
  }

  drop(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  #open(first: Buffer): void {
    this.#streams = this.#encodings.map((name) => decoders[name]!(first));
    const last = this.#streams.at(-1)!;
    last.on('data', (bytes: Buffer) => this.#listener.take(bytes));
    last.once('end', () => this.#listener.done());
    const over = (error: Error | null | undefined): void => {
      if (error !== null && error !== undefined) this.#listener.failed(this.#failure(error));
    };
    if (this.#streams.length > 1) pipeline(this.#streams, over);
    else last.on('error', over);
  }

  #failure(error: Error): Failure {
    const name = this.#encodings.join(', ');
    if ('code' in error && error.code === 'Z_BUF_ERROR')
      return networkFailure('truncated', `${this.#host} ended its answer too early: its ${name} is not whole`);
    return networkFailure('malformed', `${this.#host}: the body is not the ${name} that its headers say`);
  }
}
