import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chainOf } from '#src/analysis/chain.js';
import type { ModeName } from '#src/agent/modes.js';
import { simulate } from '../support/simulate.js';

const sources = [
  { name: 'weather', latency: '2s' },
  { name: 'news', latency: '1.5s' },
  { name: 'knowledge_base', latency: '3s' },
];

/** The chain of the inference on a source, as `fetch weather → infer weather`. */
async function linksOf(
  mode: ModeName,
  cores: number,
  source: string,
): Promise<{ links: string[]; waitedFor: string[] }> {
  const { spans } = await simulate({ sources, inference: { cost: '2s' } }, mode, { cores });
  const chain = chainOf(
    spans.find(({ kind, name }) => kind === 'inference' && name === source)!,
    spans,
    0,
  );
  const words = ({ kind, name }: (typeof spans)[number]): string => `${kind} ${name}`;
  return {
    links: chain.links.map(([from, to]) => `${words(from)} → ${words(to)}`),
    waitedFor: chain.waitedFor.map(words),
  };
}

describe('the chain of a span', () => {
  it('leads from the fetch of its source to its inference', async () => {
    assert.deepEqual(await linksOf('hybrid', 3, 'weather'), {
      links: ['attempt weather → inference weather'],
      waitedFor: [],
    });
  });

  it('shows whose job held the worker that it waited for', async () => {
    assert.deepEqual(await linksOf('hybrid', 2, 'knowledge_base'), {
      links: ['attempt knowledge_base → inference knowledge_base', 'inference news → inference knowledge_base'],
      waitedFor: ['inference news'],
    });
  });

  it('shows what a mode made it wait for', async () => {
    assert.deepEqual(await linksOf('sequential', 2, 'news'), {
      links: ['attempt weather → attempt news', 'attempt news → inference news', 'inference weather → inference news'],
      waitedFor: ['attempt weather', 'inference weather'],
    });
  });

  it('has every span of its source, the fetch itself and the wait too, and is the same from each of them', async () => {
    const { spans } = await simulate({ sources, inference: { cost: '2s' } }, 'hybrid', { cores: 2 });
    const own = spans.filter(({ name }) => name === 'news');
    for (const span of own) assert.deepEqual(chainOf(span, spans, 0).own, own);
  });

  it('names nothing where it began for no reason that the trace shows', () => {
    const late = {
      id: 2,
      parent: 1,
      kind: 'fetch',
      name: 'a',
      lane: 'main',
      startMs: 7,
      endMs: 9,
      outcome: 'ok',
    } as const;
    assert.deepEqual(chainOf(late, [late, { ...late, id: 3, name: 'b', startMs: 0, endMs: 5 }], 0.1), {
      own: [late],
      waitedFor: [],
      links: [],
    });
  });
});
