import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import stringWidth from 'fast-string-width';
import { compareReports, plainStyle, run as runScenario, whatIf } from '#src/index.js';
import { Scope } from '#src/model/scope.js';
import type { Block } from '#src/render/blocks.js';
import { blocksOf, formats, rendered } from '#src/render/documents.js';
import { headerOf } from '#src/results/documents/header.js';
import type { DocumentKind, Documents } from '#src/results/documents/index.js';
import { resilience } from '#src/experiments/resilience/resilience.js';
import { sweep } from '#src/experiments/sweep/sweep.js';
import { checkedGrid } from '#src/experiments/sweep/grid.js';
import { parseAxis } from '#src/experiments/sweep/parameters.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';

/** A name that a terminal, Markdown or HTML might trip over. */
const evil = '<b>x</b>|`*_\u001b[31m"';
const input = {
  name: evil,
  sources: [
    { name: evil, latency: 500, faults: ['flaky:0.5'] },
    { name: 'b', latency: 700 },
  ],
  inference: { cost: 300 },
  modes: ['sequential' as const, 'hybrid' as const],
};
const loaded = await resolveScenario(input);
const plan = makePlan(loaded, { clock: 'virtual', runs: 1, cores: 2, contention: 1 }, 2);
const quiet = { within: new Scope(), progress() {} };
const axes = [parseAxis('workers=1..4', '--over', 'virtual', [evil, 'b'])];
const made = await runScenario(input, { virtual: true, cores: 2, runs: 6, whatIf: true });
const run = {
  ...made,
  tool: { name: 'agent-bench' as const, version: '0.0.0' },
  environment: { ...made.environment, node: '20.19.0', cpuModel: 'Example CPU' },
};
const times = { fetchMs: 500, inferenceMs: 2000, totalMs: 2500, speedup: 1 };

/** A document of each kind. */
const documents: Documents = {
  run,
  resilience: await resilience({ plan, target: [evil], runs: 20, tune: 'retry', confirm: 0, ...quiet }),
  compare: compareReports(run, run, { createdAt: run.createdAt, names: { base: evil, next: 'b.json' } }),
  sweep: await sweep({ grid: checkedGrid(plan, axes), ...quiet }),
  verify: {
    ...run,
    kind: 'verify',
    outcome: 'FAILED',
    checks: [
      { id: 'a', what: evil, expected: 'soon', measured: 'late', outcome: 'FAILED', reason: 'too late', figures: [] },
    ],
    modes: [{ mode: 'hybrid', exact: times, expected: times, measured: times, stealMs: 1, othersCpuMs: null }],
  },
  'what-if': await whatIf(run, { set: ['b=0.5x'] }),
  record: {
    ...headerOf('record'),
    name: evil,
    interrupted: false,
    rounds: 3,
    withFaults: false,
    inference: false,
    sources: [{ name: evil, answered: 2, medianMs: 505, p95Ms: 510, failures: { timeout: 1 }, inferenceMs: null }],
    warnings: [],
    scenario: {},
  },
  ask: { ...headerOf('ask'), ...run.modes[1]!.runs[0]!.result },
  doctor: {
    ...headerOf('doctor'),
    environment: run.environment,
    findings: [{ what: 'cores', ok: false, found: evil, why: 'parallel work needs 2' }],
  },
};

const kinds = Object.keys(documents) as DocumentKind[];

describe('a document', () => {
  for (const kind of kinds) {
    for (const format of Object.keys(formats) as (keyof typeof formats)[]) {
      it(`of the kind ${kind} is rendered as ${format}, and nothing that it names breaks that`, async () => {
        const written = await rendered(documents[kind], format);
        assert.match(written, /x1b\[31m|x1b\\\[31m/u, 'the name is there');
        assert.doesNotMatch(written, /[^\P{Cc}\n]|undefined|NaN|\[object/u);
        assert.ok(written.endsWith('\n') && !written.includes('\n\n\n'), written);
        if (format === 'markdown') assert.doesNotMatch(written.replaceAll(/^```[^]*?^```$/gmu, ''), /(?<!\\)<b/u);
        if (format === 'html') assertWellFormed(written);
      });
    }

    it(`of the kind ${kind} fits a terminal of any width`, async () => {
      for (const width of [40, 60, 80, 160]) {
        const wide = (await rendered(documents[kind], 'text', { style: plainStyle(width) }))
          .split('\n')
          .filter((line) => stringWidth(line) > width && !line.startsWith('  agent-bench '));
        assert.deepEqual(wide, []);
      }
    });

    it(`of the kind ${kind} has a page that begins with its title`, async () => {
      const first = (await blocksOf(documents[kind])).find(({ only }: Block) => only !== 'terminal');
      assert.ok(first?.kind === 'title' && first.level === 1);
      assert.match(await rendered(documents[kind], 'markdown'), /^# /u);
    });
  }

  it('is shown whole where that is asked for', async () => {
    const shown = async (all: boolean) => rendered(documents['what-if'], 'text', { all });
    assert.doesNotMatch(await shown(false), /^ {2}timeout=7\.5s /mu);
    assert.match(await shown(true), /^ {2}timeout=7\.5s /mu);
  });
});

describe('a document whose kind has no golden files of its own', () => {
  // In full under fixtures/golden; UPDATE_GOLDEN=1 writes them anew.
  for (const kind of ['resilience', 'verify', 'what-if', 'record', 'ask', 'doctor'] as const) {
    it(`is as agreed, of the kind ${kind}`, async () => {
      agreed(`document-${kind}.80.txt`, await rendered(documents[kind], 'text'));
      agreed(`document-${kind}.md`, await rendered(documents[kind], 'markdown'));
    });
  }
});

function agreed(file: string, written: string): void {
  const path = new URL(`../../fixtures/golden/${file}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === undefined) assert.equal(written, readFileSync(path, 'utf8'));
  else writeFileSync(path, written);
}

/** Every element of a page is closed, in the order in which they were opened, and there is none that could do harm. */
function assertWellFormed(page: string): void {
  const open: string[] = [];
  for (const [tag, end, name] of page.matchAll(/<(\/?)(\w+)[^<>]*>/gu)) {
    assert.match(
      name!,
      /^(?:html|title|style|main|meta|h[12]|p|ul|li|table|thead|tbody|t[rhd]|pre|code|strong|span)$/u,
    );
    if (end !== '') assert.equal(open.pop(), name, tag);
    else if (name !== 'meta') open.push(name!);
  }
  assert.deepEqual(open, []);
  assert.match(page, /^<!doctype html>\n<html lang="en">/u);
}
