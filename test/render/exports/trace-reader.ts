import * as engine from '@paulirish/trace_engine';

/** A span as Chrome's own reader of traces understands it. */
export interface ReadSpan {
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly pid: number;
  readonly tid: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A thread as that reader understands it: its spans, and how deep they lie in each other. */
export interface ReadThread {
  readonly process: string;
  readonly name: string;
  readonly spans: readonly ReadSpan[];
  readonly depth: number;
}

/** What the engine behind the performance panel of Chrome's developer tools makes of a trace. */
export interface ReadTrace {
  readonly threads: readonly ReadThread[];
  /** Pairs of spans that an arrow joins. */
  readonly flows: readonly (readonly ReadSpan[])[];
}

/** What is used of the engine, whose declarations want those of a browser. */
interface Data {
  readonly Meta: {
    readonly traceIsGeneric: boolean;
    readonly processNames: ReadonlyMap<number, { args: { name: string } }>;
  };
  readonly Renderer: {
    readonly processes: ReadonlyMap<
      number,
      {
        readonly threads: ReadonlyMap<
          number,
          { name: string | null; entries: readonly ReadSpan[]; tree?: { maxDepth: number } }
        >;
      }
    >;
  };
  readonly Flows: { readonly flows: readonly (readonly ReadSpan[])[] };
}

/** Reads a trace as Chrome does. Throws where it cannot. */
export async function readTrace(text: string): Promise<ReadTrace> {
  Object.assign(globalThis, { DOMRect: Object }); // the engine expects it of where it runs, and has no use for it here
  const { traceEvents } = JSON.parse(text) as { traceEvents: never[] };
  const reader = engine.Processor.TraceProcessor.createWithAllHandlers();
  await reader.parse(traceEvents, { isFreshRecording: false });
  const { Meta, Renderer, Flows } = reader.data as unknown as Data;
  const threads = [...Renderer.processes].flatMap(([pid, { threads: all }]) =>
    [...all.values()].map(({ name, entries, tree }) => ({
      process: Meta.processNames.get(pid)!.args.name,
      name: name ?? '',
      spans: entries,
      depth: tree?.maxDepth ?? 0,
    })),
  );
  return { threads, flows: Flows.flows };
}
