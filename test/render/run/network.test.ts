import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainStyle, reporters, run as runScenario, type Report } from '#src/index.js';

type Spans = Report['modes'][number]['runs'][number]['spans'];

/** A simulated report in which every attempt has parts of these lengths, one longer with each source. */
async function report(count: number, outcome: 'ok' | 'reset' = 'ok'): Promise<Report> {
  const sources = Array.from({ length: count }, (_, i) => ({ name: `source-${i}`, latency: 100 }));
  const simulated = await runScenario(
    { sources, inference: { cost: 1 }, modes: ['hybrid'] },
    { virtual: true, cores: 2 },
  );
  for (const run of simulated.modes[0]!.runs) {
    let id = 10_000;
    const parts = run.spans
      .filter(({ kind }) => kind === 'attempt')
      .flatMap(({ id: parent, name, lane, startMs }, i): Spans => {
        const at = (
          kind: Spans[number]['kind'],
          from: number,
          ms: number,
          came: 'ok' | 'reset' = 'ok',
        ): Spans[number] => ({
          id: id++,
          parent,
          kind,
          name,
          lane,
          startMs: startMs + from,
          endMs: startMs + from + ms,
          outcome: came,
        });
        return [at('connect', 0, 10 + i), at('first-byte', 10 + i, 60), at('body', 70 + i, 5, outcome)];
      });
    Object.assign(run, { spans: [...run.spans, ...parts] });
  }
  return simulated;
}

describe('what attempts over a network waited for', () => {
  it('stands in the report, source by source', async () => {
    const made = await report(2);
    const text = reporters.text(made, plainStyle());
    assert.match(text, /^ +source +answered +connect +first byte +body$/m);
    assert.match(text, /^ +source-0 +1 +10 ms +60 ms +5 ms$/m);
    assert.match(text, /^ +source-1 +1 +11 ms +60 ms +5 ms$/m);
    assert.match(reporters.markdown(made), /^\| source-1 \| 1 \| 11 ms \| 60 ms \| 5 ms \|$/m);
  });

  it('leaves out what has not gone well', async () => {
    assert.match(reporters.text(await report(1, 'reset'), plainStyle()), /^ +source-0 +0 +10 ms +60 ms +–$/m);
  });

  it('is cut where there are many', async () => {
    for (const text of [reporters.text(await report(15), plainStyle()), reporters.markdown(await report(15))])
      assert.match(text, /and 3 sources more/);
  });

  it('is not there where nothing is asked over a network', async () => {
    const simulated = await runScenario('capstone', { virtual: true, cores: 2 });
    for (const text of [reporters.text(simulated, plainStyle()), reporters.markdown(simulated)])
      assert.doesNotMatch(text, /over the network/);
  });
});
