/**
 * How much the query itself costs: sources of zero latency and an engine that does nothing, in one process, tracing on.
 * Beside it the same by hand, and as a LangGraph.js state graph with a node for every fetch and every inference.
 * Prints medians and ratios; judges nothing.
 */
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { Bench } from 'tinybench';
import { modes } from '#src/agent/modes.js';
import { runQuery } from '#src/agent/query.js';
import type { Inference, InferenceEngine } from '#src/model/ports.js';
import { Scope } from '#src/model/scope.js';
import type { TraceEvent } from '#src/model/trace.js';
import { resolveScenario } from '#src/scenario/load.js';
import { inferOn } from '#src/agent/infer.js';
import { buildAgent, simulatedFetch } from '#src/world/agent.js';
import { realClock } from '#src/time/real.js';

const names = ['weather', 'news', 'knowledge_base'];
const inference: Inference = {
  summary: '',
  keyPhrases: [],
  rankedSentences: [],
  tokens: { total: 0, distinct: 0, sentences: 0 },
};

const engine: InferenceEngine = {
  infer(_job, _scope, observer) {
    observer.began('worker-1', realClock.now());
    observer.ended(realClock.now(), { cpuMs: 0, coreWaitMs: 0 });
    return Promise.resolve(inference);
  },
  close: () => Promise.resolve(),
};

const loaded = await resolveScenario({
  sources: names.map((name) => ({ name, latency: 0, payload: { inline: { source: name, text: 'nothing new' } } })),
});
const within = new Scope();
const agent = buildAgent(
  loaded,
  { fetchOf: simulatedFetch(loaded), infer: (runBeganMs) => inferOn(engine, runBeganMs) },
  within,
);
const query = { index: 0, seed: 1, question: 'What is new?', arguments: { city: 'New York' } };

async function ours(): Promise<number> {
  const events: TraceEvent[] = [];
  const answer = await runQuery({
    mode: modes.hybrid.run,
    name: 'hybrid',
    query,
    world: { clock: realClock },
    agent,
    timeoutMs: 15_000,
    within,
    sink: (event) => events.push(event),
  });
  return answer.completeness + events.length;
}

/**
 * What a careful person writes without a library: all at once, a timeout, failures tolerated. No trace, no timeout per
 * fetch, no schema.
 */
async function byHand(): Promise<number> {
  const signal = AbortSignal.timeout(15_000);
  const settled = await Promise.allSettled(
    names.map(async (name) => {
      signal.throwIfAborted();
      const payload = await Promise.resolve({ source: name, text: 'nothing new' });
      signal.throwIfAborted();
      return { payload, inference: await Promise.resolve(inference) };
    }),
  );
  return settled.filter((outcome) => outcome.status === 'fulfilled').length;
}

const merged = <T>() => Annotation<Record<string, T>>({ reducer: (a, b) => ({ ...a, ...b }), default: () => ({}) });
const State = Annotation.Root({
  payloads: merged<{ source: string; text: string }>(),
  inferences: merged<Inference>(),
  answered: Annotation<number>,
});

function langGraph() {
  const graph = new StateGraph(State) as unknown as StateGraph<
    typeof State.spec,
    typeof State.State,
    typeof State.Update,
    string
  >;
  for (const name of names) {
    graph.addNode(`fetch ${name}`, () =>
      Promise.resolve({ payloads: { [name]: { source: name, text: 'nothing new' } } }),
    );
    graph.addNode(`infer ${name}`, () => Promise.resolve({ inferences: { [name]: inference } }));
    graph.addEdge(START, `fetch ${name}`).addEdge(`fetch ${name}`, `infer ${name}`);
  }
  graph.addNode('aggregate', (state) => ({ answered: Object.keys(state.inferences).length }));
  graph
    .addEdge(
      names.map((name) => `infer ${name}`),
      'aggregate',
    )
    .addEdge('aggregate', END);
  return graph.compile();
}

const graph = langGraph();
const bench = new Bench({ time: 1500, warmupTime: 300, retainSamples: true });
bench.add('agent-bench, hybrid, traced', ours, { async: true });
bench.add('by hand: allSettled and AbortSignal.timeout', byHand, { async: true });
bench.add('LangGraph.js StateGraph', () => graph.invoke({}), { async: true });
await bench.run();

const medians = bench.tasks.map((task) => {
  if (task.result.state !== 'completed') throw new Error(`${task.name} did not complete`);
  return { name: task.name, us: task.result.latency.p50 * 1000 };
});
for (const { name, us } of medians)
  console.log(
    `${name.padEnd(46)} ${us.toFixed(1).padStart(8)} µs a query, ${Math.round(1e6 / us)
      .toLocaleString('en-US')
      .padStart(9)} queries/s`,
  );
const [own, hand, lang] = medians.map(({ us }) => us) as [number, number, number];
console.log(
  `agent-bench reaches ${(hand / own).toFixed(2)} of the hand-written code's rate and ${(lang / own).toFixed(0)} ` +
    `times LangGraph's`,
);
