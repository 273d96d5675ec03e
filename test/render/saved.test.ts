import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { plainStyle, reporters, run as runScenario, UsageError, whatIf } from '#src/index.js';
import { Scope } from '#src/model/scope.js';
import { compareReports } from '#src/judge/comparison/compare-reports.js';
import { readDocument, readReport } from '#src/results/read.js';
import { blocksOf, rendered } from '#src/render/documents.js';
import type { DocumentKind, DocumentOf } from '#src/results/documents/index.js';
import { markdownOf } from '#src/render/markdown.js';
import { textOf } from '#src/render/text.js';
import type { Verification } from '#src/results/documents/verify.js';
import { resilience } from '#src/experiments/resilience/resilience.js';
import { sweep } from '#src/experiments/sweep/sweep.js';
import { checkedGrid } from '#src/experiments/sweep/grid.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import { parseAxis } from '#src/experiments/sweep/parameters.js';

const input = {
  name: 'two',
  sources: [
    { name: 'a', latency: 5, faults: ['flaky:0.5'] },
    { name: 'b', latency: 7 },
  ],
  inference: { cost: 3 },
  modes: ['sequential' as const, 'hybrid' as const],
};
const plan = makePlan(await resolveScenario(input), { clock: 'virtual', runs: 1, cores: 2, contention: 1 }, 2);
const quiet = { within: new Scope(), progress() {} };
const style = plainStyle(80);

const run = await runScenario(input, { virtual: true, cores: 2 });
const resilient = await resilience({ plan, target: ['two'], runs: 20, tune: 'retry', confirm: 0, ...quiet });
const axes = ['workers=1..4', 'infer-cost=1,2'].map((text) => parseAxis(text, '--over', 'virtual', ['a', 'b']));
const swept = await sweep({ grid: checkedGrid(plan, axes), ...quiet });
const times = { fetchMs: 1, inferenceMs: 2, totalMs: 3, speedup: 1 };
const verified: Verification = {
  ...run,
  kind: 'verify',
  outcome: 'FAILED',
  checks: [
    {
      id: 'starts',
      what: 'they start at once',
      expected: 'soon',
      measured: 'late',
      outcome: 'FAILED',
      reason: 'too late',
      figures: [],
    },
  ],
  modes: [{ mode: 'hybrid', exact: times, expected: times, measured: times, stealMs: 1, othersCpuMs: null }],
};

const slower = {
  ...run,
  modes: run.modes.map((mode) => ({
    ...mode,
    runs: mode.runs.map((one) => ({ ...one, makespanMs: 2 * one.makespanMs })),
  })),
};
const compared = compareReports(run, slower, { createdAt: run.createdAt, names: { base: 'a.json', next: 'b.json' } });

const reports: [kind: string, report: object, text: string, markdown: string][] = [
  ['run', run, reporters.text(run, style), reporters.markdown(run)],
  await shownAs('resilience', resilient),
  await shownAs('sweep', swept),
  await shownAs('compare', compared),
  await shownAs('verify', verified),
  await shownAs('what-if', await whatIf(run)),
];

async function shownAs(
  kind: string,
  report: DocumentOf<DocumentKind>,
): Promise<[kind: string, report: object, text: string, markdown: string]> {
  const blocks = await blocksOf(report);
  return [kind, report, textOf(blocks, style), markdownOf(blocks)];
}

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-bench-saved-'));
});
after(() => rm(folder, { recursive: true }));

async function saved(report: unknown): Promise<{ readonly text: string; readonly markdown: string }> {
  const path = join(folder, 'report.json');
  await writeFile(path, JSON.stringify(report));
  const document = await readDocument(path);
  return { text: await rendered(document, 'text', { style }), markdown: await rendered(document, 'markdown') };
}

type Path = readonly (string | number)[];

/** The paths of everything in a report beside its scenario and its spans, the first of every list. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()].slice(0, 1)
    : Object.entries(value);
  return [
    path,
    ...entries
      .filter(([key]) => key !== 'scenario' && key !== 'spans')
      .flatMap(([key, field]) => pathsIn(field, [...path, key])),
  ];
}

/** A copy in which another value stands at a path. */
function changed(report: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const field = (report as Record<string | number, unknown>)[key];
  const next = changed(field, rest, value);
  return Array.isArray(report) ? report.with(key as number, next) : { ...(report as object), [key]: next };
}

describe('a saved report', () => {
  for (const [kind, report, text, markdown] of reports) {
    it(`of ${kind} is shown as it was when it was made`, async () => {
      const shown = await saved(report);
      assert.equal(shown.text, text);
      assert.equal(shown.markdown, markdown);
    });

    it(`of ${kind} that somebody has changed anywhere is shown without control characters, or refused`, async () => {
      const accepted = { texts: 0, others: 0 };
      for (const path of pathsIn(report)) {
        for (const value of ['x\u001b[2J\u202e', 1e300, []]) {
          try {
            const shown = await saved(changed(report, path, value));
            if (typeof value === 'string') accepted.texts++;
            else accepted.others++;
            assert.doesNotMatch(shown.text + shown.markdown, /[^\P{Cc}\n]|\u202e/u, path.join('.'));
          } catch (thrown) {
            if (!(thrown instanceof UsageError))
              throw new Error(`${path.join('.')} = ${JSON.stringify(value)}`, { cause: thrown });
          }
        }
      }
      assert.ok(accepted.texts > 0 && accepted.others > 0);
    });
  }

  it('of no known kind is refused in a line that names what it could be', async () => {
    await assert.rejects(saved({ schemaVersion: 2, name: 'x' }), (error: Error) => {
      assert.ok(error instanceof UsageError);
      assert.match(
        error.message,
        /report\.json is a report of no known kind: its kind is missing, and is one of run, resilience, .* and doctor; make the report again$/,
      );
      return true;
    });
  });

  it('with parts missing is refused with the paths, those of its own kind', async () => {
    await assert.rejects(saved({ ...resilient, remedies: undefined }), /is not a whole report:\n {2}remedies: /);
    await assert.rejects(saved({ ...swept, parameters: undefined }), /is not a whole report:\n {2}parameters: /);
  });

  it('of version 1 is read as one of run, with a word, and what it called moments are instants', async () => {
    const { kind: _kind, ...rest } = run;
    const modes = rest.modes.map((mode) => ({
      ...mode,
      runs: mode.runs.map(({ instants: _instants, ...one }) => ({
        ...one,
        moments: [{ atMs: 1, name: 'a', what: 'circuit open' }],
      })),
    }));
    const path = join(folder, 'old.json');
    await writeFile(path, JSON.stringify({ ...rest, schemaVersion: 1, modes }));
    const notes: string[] = [];
    const read = await readReport(path, (line) => notes.push(line));
    assert.deepEqual([read.kind, read.schemaVersion], ['run', 2]);
    assert.deepEqual(read.modes[0]!.runs[0]!.instants, [{ atMs: 1, name: 'a', what: 'circuit open' }]);
    assert.deepEqual(notes, [`note: ${path} is a report of version 1, and is read as one of \`run\``]);
  });

  it('of version 1 of another operation is refused with what to do', async () => {
    const { kind: _kind, ...old } = swept;
    await assert.rejects(
      saved({ ...old, schemaVersion: 1 }),
      /is a report of version 1, and not a whole report of `run`, .*; make the report again:/,
    );
  });
});
