import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { Failure } from '../../model/errors.js';
import { counted } from '../../lib/text.js';
import { networkFailure } from './failures.js';

/** Listens to the reading of a body; none of these may throw. */
export interface BodyListener {
  /** Bytes of the body, decompressed. */
  take(bytes: Buffer): void;
  /** So many bytes have come out of one of its encodings so far. */
  grown(bytes: number): void;
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

/** More encodings on top of each other are none that anybody means. */
const maxEncodings = 5;

/**
 * Undoes one encoding. The first bytes are at hand, as what is called deflate comes with and without a frame (RFC 9110,
 * section 8.4.1.2).
 */
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
  if (encodings.length > maxEncodings)
    return networkFailure(
      'malformed',
      `${host} answered in ${counted(encodings.length, 'encoding')} on top of each other; ${maxEncodings} at most ` +
        'are undone',
    );
  const unknown = encodings.find((name) => !Object.hasOwn(decoders, name));
  if (unknown !== undefined)
    return networkFailure('malformed', `${host} answered in an encoding that nobody asked for: ${unknown}`);
  const plain: BodyReader = { write: (bytes) => listener.take(bytes), end: () => listener.done(), drop() {} };
  return encodings.reduce<BodyReader>((next, name) => new Decoder({ host, name, next }, listener), plain);
}

interface Stage {
  readonly host: string;
  readonly name: string;
  /** Gets what comes out. */
  readonly next: BodyReader;
}

/**
 * Undoes one encoding. Its output comes in small pieces, each after the other, so that a listener can stop output that
 * grows without end.
 */
class Decoder implements BodyReader {
  readonly #stage: Stage;
  readonly #listener: BodyListener;
  #stream: Duplex | undefined;
  #bytes = 0;

  constructor(stage: Stage, listener: BodyListener) {
    this.#stage = stage;
    this.#listener = listener;
  }

  write(bytes: Buffer): void {
    this.#stream ??= this.#open(bytes);
    this.#stream.write(bytes);
  }

  end(): void {
    if (this.#stream === undefined) this.#stage.next.end();
    else this.#stream.end();
  }

  drop(): void {
    this.#stream?.destroy();
    this.#stage.next.drop();
  }

  #open(first: Buffer): Duplex {
    const { name, next } = this.#stage;
    const stream = decoders[name]!(first);
    stream.on('data', (bytes: Buffer) => {
      this.#bytes += bytes.length;
      this.#listener.grown(this.#bytes);
      if (!stream.destroyed) next.write(bytes);
    });
    stream.once('end', () => next.end());
    stream.on('error', (error) => this.#listener.failed(this.#failure(error)));
    return stream;
  }

  #failure(error: Error): Failure {
    const { host, name } = this.#stage;
    if ('code' in error && error.code === 'Z_BUF_ERROR')
      return networkFailure('truncated', `${host} ended its answer too early: its ${name} is not whole`);
    return networkFailure('malformed', `${host}: the body is not the ${name} that its headers say`);
  }
}
