import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Resvg } from '@resvg/resvg-js';
import { run as runScenario, type ScenarioInput } from '#src/index.js';
import { svg } from '#src/render/exports/svg.js';
import { loadScenario } from '#src/scenario/load.js';
import { withRuns } from '../../support/reports.js';
import { capstone } from '../../support/simulate.js';

// Pictures in full, under fixtures/pictures; the README shows capstone.svg. To accept a change, and look at it:
//   npx tsc -b test && UPDATE_GOLDEN=1 node test/run.js report/exports/svg

const pictures = new URL('../../../fixtures/pictures/', import.meta.url);

function compare(file: string, text: string): void {
  const path = new URL(file, pictures);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(path, text);
    return;
  }
  assert.equal(text, readFileSync(path, 'utf8'));
}

/**
 * The names of the elements, in the order in which they begin; found to be well-formed, without a script and without
 * anything from elsewhere.
 */
function elementsOf(text: string): string[] {
  const open: string[] = [];
  const all: string[] = [];
  const rest = text.replaceAll(
    /<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/g,
    (_, closing: string, name: string, attributes: string, empty: string) => {
      assert.doesNotMatch(attributes, / (?:on[a-z]+|href|src)=/i);
      if (closing === '/') assert.equal(open.pop(), name);
      else all.push(name);
      if (closing === '' && empty === '') open.push(name);
      return '';
    },
  );
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]|&(?!(?:amp|lt|gt|quot);)/);
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/);
  assert.ok(!all.includes('script') && !all.includes('image'));
  return all;
}

describe('the picture of a run', () => {
  const cases: [name: string, change: Partial<ScenarioInput>][] = [
    ['capstone', {}],
    [
      'retried',
      {
        modes: ['sequential', 'hybrid'],
        faults: ['news=flaky:0.7', 'weather=hang'],
        policies: [{ type: 'retry', attempts: 2, base: 800 }],
      },
    ],
    [
      'model',
      {
        modes: ['parallel', 'hybrid'],
        inference: { type: 'openai', url: 'http://127.0.0.1:8787/v1', model: 'big', tokens: 75, concurrency: 1 },
      },
    ],
  ];
  for (const [name, change] of cases) {
    it(`${name} is as agreed`, async () => {
      const { scenario } = await loadScenario('capstone');
      const text = svg(await runScenario({ ...scenario, ...change }, { virtual: true, cores: 2 }));
      elementsOf(text);
      compare(`${name}.svg`, text);
    });
  }

  it('says in words what it shows, for who cannot see it', async () => {
    const text = svg(await runScenario('capstone', { virtual: true, cores: 2 }));
    assert.match(text, /role="img" aria-labelledby="ab-title ab-desc"/);
    assert.match(text, /<title id="ab-title">capstone: timelines of 4 modes<\/title>/);
    assert.match(
      text,
      /<desc id="ab-desc">sequential takes 12\.50 s, 3\/3 sources; .* hybrid takes 5\.50 s, 3\/3 sources; critical path: fetch knowledge_base/,
    );
  });

  it('is bounded for thousands of sources and spans, and says what it leaves out', async () => {
    const sources = Array.from({ length: 1000 }, (_, i) => ({ name: `source-${i}`, latency: 1000 + i }));
    const report = await runScenario(capstone({ sources, modes: ['hybrid'], inference: { cost: 15 } }), {
      virtual: true,
      cores: 20,
    });
    const text = svg(report);
    assert.match(text, /… and 988 more sources/);
    assert.match(text, /… and \d+ more workers, \d+ of them used/);
    assert.ok(text.length < 500_000, `${text.length} bytes`);
  });

  it('takes names and times of a report that somebody has made up for what they are', async () => {
    const report = await runScenario(capstone({ modes: ['hybrid'] }), { virtual: true, cores: 2 });
    const name = '\u001b]0;x\u0007"/><script>alert(1)</script>&amp;\ud800\uffff';
    const renamed = {
      ...report,
      scenario: { ...report.scenario, name, sources: report.scenario.sources.map((source) => ({ ...source, name })) },
    };
    const named = withRuns(renamed, (run) => ({
      ...run,
      result: { ...run.result, sources: { [name]: run.result.sources['weather']! } },
      spans: run.spans.map((span) => ({ ...span, name })),
      criticalPath: run.criticalPath.map((step) => ({ ...step, name })),
    }));
    assert.ok(!elementsOf(svg(named)).includes('script'));
    for (const change of [
      { endMs: 1e12 },
      { startMs: 1e12, endMs: 1e12 },
      { startMs: 5000, endMs: 0 },
      { lane: 'worker-99999999999999999999' },
    ]) {
      const text = svg(
        withRuns(report, (run) => ({ ...run, spans: run.spans.map((span) => ({ ...span, ...change })) })),
      );
      elementsOf(text);
      assert.doesNotMatch(text, /NaN|Infinity/);
      for (const [, x] of text.matchAll(/ x="([^"]*)"/g)) assert.ok(Number(x) <= 960, x);
    }
    elementsOf(svg(withRuns(report, (run) => ({ ...run, makespanMs: 0, criticalPath: [] }))));
    elementsOf(svg({ ...report, interrupted: true, modes: [] }));
  });
});

describe('the picture of a run outside of a browser', () => {
  /** The share of the pixels of a colour, as resvg draws it, which knows no custom properties. */
  function sharesOf(text: string): (colour: string) => number {
    const { pixels } = new Resvg(text, { font: { loadSystemFonts: false } }).render();
    const counts = new Map<string, number>();
    for (let i = 0; i < pixels.length; i += 4) {
      const colour = `#${pixels.subarray(i, i + 3).toString('hex')}`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return (colour) => (4 * (counts.get(colour) ?? 0)) / pixels.length;
  }

  for (const [file, colours] of [
    ['capstone.svg', ['#ddf0ff', '#1a7f37', '#bc4c00']],
    ['retried.svg', ['#ddf0ff', '#1a7f37', '#bc4c00', '#8250df', '#cf222e']],
    ['model.svg', ['#ddf0ff', '#dafbe1', '#bc4c00']],
  ] as const) {
    it(`has the colours of ${file}, and is not black`, () => {
      const share = sharesOf(readFileSync(new URL(file, pictures), 'utf8'));
      assert.ok(share('#ffffff') > 0.7, 'the background is white');
      assert.ok(share('#000000') < 0.001, 'nothing is black');
      for (const colour of colours) assert.ok(share(colour) > 0.0001, colour);
    });
  }

  it('states every colour as it is', () => {
    assert.doesNotMatch(readFileSync(new URL('capstone.svg', pictures), 'utf8'), /var\(|--/);
  });
});
