import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { formatDuration } from '../../lib/duration.js';
import { Failure } from '../../model/errors.js';
import type { CallContext, Timer } from '../../model/ports.js';
import type { SpanKind, SpanOutcome } from '../../model/trace.js';
import { bodyReader, type BodyReader } from './body.js';
import {
  brokenExchange,
  bytesOf,
  headerOf,
  networkFailure,
  statusFailure,
  switchedProtocols,
  type AnswerHeaders,
} from './failures.js';

/** A request. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  /** A longer body of an answer is a failure, of kind `too-large`. */
  readonly maxBytes: number;
  /** So many redirects are followed, to the same origin only. */
  readonly redirects: number;
  /** What the body of a status that says no says of why; undefined where it says nothing. */
  readonly reasonIn?: ((body: string) => string | undefined) | undefined;
  /**
   * Gets the body of a good answer as it comes, decompressed, which then is not kept. What it throws is what the
   * request fails with; true says that the answer is whole and nothing more is wanted.
   */
  readonly onChunk?: ((bytes: Buffer) => boolean) | undefined;
}

/** What a server has answered. */
export interface HttpAnswer {
  /** From 200 to 299. */
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Decompressed; empty where it went to `onChunk`. */
  readonly body: Buffer;
}

/** What a request needs of the call that it is made for. */
export type HttpContext = Pick<CallContext, 'clock' | 'scope' | 'tracer' | 'span' | 'source'>;

/** Statuses that name another place. */
export const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The bodies of answers that say no are read so far, so that their connection can be used again. */
const maxRefusalBytes = 65_536;

/** And for so long, in milliseconds: what they say of why mostly comes with their headers. */
const refusalMs = 250;

/** So long a connection may take to end an answer that is whole, in milliseconds, so that it can be used again. */
const restMs = 50;

/** What undici is told of a request that it need not go on with. */
const unwanted = new Error('nobody waits for it any more');

/** Who waits for an exchange. */
interface Waiting {
  resolve(answer: HttpAnswer): void;
  reject(reason: Error): void;
}

/**
 * One request and its answer, as undici tells of them: its parts are spans, its bytes are counted, its end is a failure
 * or an answer. Settles once; by then its last span has ended and nothing of it is open.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  /** The connection that is being made for it, while it is. */
  connecting: Socket | undefined;
  readonly #request: HttpRequest;
  readonly #context: HttpContext;
  readonly #waiting: Waiting;
  readonly #abortion: { stop(): void } | undefined;
  #outcome: SpanOutcome | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #span: number | undefined;
  #answer: Pick<HttpAnswer, 'status' | 'headers'> | undefined;
  /**
   * Settles an exchange whose body is only drained: of a redirect, of an error status, or of an answer that is complete
   * before its body ends.
   */
  #unread: (() => void) | undefined;
  /** Ends the draining. */
  #gracePeriod: Timer | undefined;
  #reader: BodyReader | undefined;
  readonly #chunks: Buffer[] = [];
  /** Bytes that have come, and when the last of them did. */
  #bytes = 0;
  #lastMs = 0;

  constructor(request: HttpRequest, context: HttpContext, waiting: Waiting) {
    this.#request = request;
    this.#context = context;
    this.#waiting = waiting;
    this.#next('connect');
    this.#abortion = context.scope.onAbort((reason) => this.#cutOff(reason));
  }

  /** It has settled. */
  get over(): boolean {
    return this.#outcome !== undefined;
  }

  get #host(): string {
    return this.#request.url.host;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.over) controller.abort(unwanted);
    else this.#next('first-byte');
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: AnswerHeaders, phrase?: string): void {
    if (this.over) return;
    if (status === 101) return this.#fail(switchedProtocols(this.#host));
    if (status < 200) return;
    this.#next('body');
    if (this.over) return;
    this.#lastMs = this.#context.clock.now();
    const answer = { status, headers };
    this.#answer = answer;
    if (redirects.has(status)) this.#waitBriefly(refusalMs, () => this.#succeed({ ...answer, body: Buffer.alloc(0) }));
    else if (status > 299)
      this.#waitBriefly(refusalMs, () =>
        this.#fail(statusFailure(this.#host, status, phrase, headers, this.#reason())),
      );
    this.#read(answer);
  }

  /**
   * From now on the end of the body decides nothing any more: it ends by `unread`, whatever becomes of the rest, and at
   * the latest after so many milliseconds.
   */
  #waitBriefly(ms: number, unread: () => void): void {
    this.#unread = unread;
    this.#gracePeriod = this.#context.clock.after(ms, unread);
  }

  #read({ headers }: Pick<HttpAnswer, 'headers'>): void {
    if (this.#unread === undefined && (this.#expected ?? 0) > this.#request.maxBytes)
      return this.#fail(this.#tooLarge());
    const reader = bodyReader(this.#host, [headers['content-encoding'] ?? []].flat().join(','), {
      take: (bytes) => this.#take(bytes),
      grown: (bytes) => this.#limit(bytes),
      done: () => this.#ended(() => this.#succeed({ ...this.#answer!, body: Buffer.concat(this.#chunks) })),
      failed: (failure) => this.#ended(() => this.#fail(failure)),
    });
    if (reader instanceof Failure) this.#ended(() => this.#fail(reader));
    else this.#reader = reader;
  }

  /** Settles as the end of the body says, unless that decides nothing. */
  #ended(otherwise: () => void): void {
    if (!this.over) (this.#unread ?? otherwise)();
  }

  /** Stops a body, or what one of its encodings has become, that has grown too long. */
  #limit(bytes: number): void {
    if (bytes > (this.#unread === undefined ? this.#request.maxBytes : maxRefusalBytes))
      this.#ended(() => this.#fail(this.#tooLarge()));
  }

  onResponseData(_: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.over) return;
    this.#bytes += bytes.length;
    this.#lastMs = this.#context.clock.now();
    this.#limit(this.#bytes);
    if (!this.over) this.#reader!.write(bytes);
  }

  onResponseEnd(): void {
    if (!this.over) this.#reader!.end();
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    const progress = {
      secure: this.#request.url.protocol === 'https:',
      answered: this.#answer !== undefined,
      bytes: this.#bytes,
      expected: this.#expected,
    };
    this.#ended(() => this.#fail(brokenExchange(error, this.#host, progress)));
  }

  #reason(): string | undefined {
    return this.#request.reasonIn?.(Buffer.concat(this.#chunks).toString('utf8'));
  }

  #take(bytes: Buffer): void {
    if (this.over) return;
    const { onChunk } = this.#request;
    if (onChunk === undefined || this.#unread !== undefined) {
      this.#chunks.push(bytes);
      return;
    }
    try {
      if (onChunk(bytes)) this.#waitBriefly(restMs, () => this.#succeed({ ...this.#answer!, body: Buffer.alloc(0) }));
    } catch (thrown) {
      this.#fail(Failure.from(thrown, 'malformed'));
    }
  }

  #succeed(answer: HttpAnswer): void {
    if (this.#settle('ok')) this.#waiting.resolve(answer);
  }

  #fail(failure: Error): void {
    if (this.#settle(Failure.from(failure, 'error').kind)) this.#waiting.reject(failure);
  }

  /**
   * Ends the exchange; false where it has ended already. A connection whose answer was not read to its end is closed.
   */
  #settle(outcome: SpanOutcome): boolean {
    if (this.over) return false;
    this.#outcome = outcome;
    this.#abortion?.stop();
    this.#gracePeriod?.cancel();
    this.#end(outcome);
    this.#reader?.drop();
    this.#controller?.abort(unwanted);
    this.connecting?.destroy(unwanted); // with an error, or undici would go on waiting for it
    return true;
  }

  /**
   * Begins the next part. Who listens to the trace may abort the scope from there, so every step may be the last one.
   */
  #next(part: SpanKind): void {
    this.#end('ok');
    if (this.over) return;
    const { tracer, source, span } = this.#context;
    this.#span = tracer.begin(part, source, span);
    if (this.#outcome !== undefined) this.#end(this.#outcome);
  }

  #end(outcome: SpanOutcome): void {
    const span = this.#span;
    this.#span = undefined;
    if (span !== undefined) this.#context.tracer.end(span, outcome);
  }

  /** The bytes that the server has said there are. */
  get #expected(): number | undefined {
    const text = headerOf(this.#answer?.headers ?? {}, 'content-length');
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  }

  #tooLarge(): Failure {
    const limit = `${this.#request.maxBytes.toLocaleString('en-US')} bytes (maxBytes)`;
    return networkFailure('too-large', `${this.#host}: the body of the answer is longer than ${limit}`);
  }

  /**
   * Settles with why it was cut off; on a timeout with what the headers have decided already, or else with what had
   * come by then.
   */
  #cutOff(reason: Error): void {
    if (!(reason instanceof Failure) || reason.kind !== 'timeout') this.#fail(reason);
    else if (this.#unread !== undefined && !redirects.has(this.#answer!.status)) this.#unread();
    else this.#fail(networkFailure('timeout', `${reason.message}; ${this.#come()}`, reason));
  }

  #come(): string {
    if (this.#controller === undefined) return `there was no connection to ${this.#host} yet`;
    if (this.#answer === undefined) return 'nothing had come';
    if (this.#bytes === 0) return `the headers had come (status ${this.#answer.status})`;
    const agoMs = this.#context.clock.now() - this.#lastMs;
    return (
      `${bytesOf({ bytes: this.#bytes, expected: this.#expected })} had come, the last ` +
      `${formatDuration(agoMs)} before`
    );
  }
}
