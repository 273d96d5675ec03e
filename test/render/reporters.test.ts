import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Chalk } from 'chalk';
import stringWidth from 'fast-string-width';
import { plainStyle, reporters, run, type Report } from '#src/index.js';
import { coreCount, scenarioInput } from '../properties/scenarios.js';

async function reportOf(names: readonly string[], name = 'odd'): Promise<Report> {
  const sources = names.map((source, i) => ({
    name: source,
    latency: 100 * (i + 1),
    faults: i === 0 ? ['error'] : [],
  }));
  return run({ name, sources, inference: { cost: 300 } }, { virtual: true, cores: 2 });
}

describe('the text report', () => {
  for (const width of [80, 100, 120, 160]) {
    it(`of any scenario fits ${width} columns`, async () => {
      await fc.assert(
        fc.asyncProperty(scenarioInput, coreCount, async (input, cores) => {
          const text = reporters.text(await run(input, { virtual: true, cores }), plainStyle(width));
          for (const line of text.split('\n'))
            assert.ok(stringWidth(line) <= width, `${stringWidth(line)} columns: ${line}`);
        }),
        { numRuns: 15 },
      );
    });
  }

  it('fits with long names, wide characters and hundreds of workers and sources', async () => {
    const names = [
      'a'.repeat(180),
      '天気予報の情報源',
      '🌦️'.repeat(30),
      'a b '.repeat(40),
      ...Array.from({ length: 40 }, (_, i) => `source-${i}`),
    ];
    const sources = names.map((name, i) => ({ name, latency: 50 * i, faults: i % 5 === 0 ? ['error'] : [] }));
    const report = await run(
      { name: 'n'.repeat(200), sources, inference: { cost: 300, workers: 200 } },
      { virtual: true, cores: 64 },
    );
    for (const width of [80, 120]) {
      for (const line of reporters.text(report, plainStyle(width)).split('\n'))
        assert.ok(stringWidth(line) <= width, `${stringWidth(line)} columns: ${line}`);
    }
  });

  it('draws the sources in the order of the scenario, those with numbers for names as well', async () => {
    const names = ['10', 'b', '1', 'a', '0'];
    const report = await run(
      { sources: names.map((name) => ({ name, latency: 100 })), modes: ['hybrid'] },
      { virtual: true, cores: 2 },
    );
    for (const text of [reporters.text(report, plainStyle()), reporters.markdown(report)]) {
      const lanes = [...text.matchAll(/^ (\w+) +░/gm)].map(([, name]) => name);
      assert.deepEqual(lanes, names);
    }
  });

  it('says the same with colours as without', async () => {
    const report = await run('capstone', { virtual: true, cores: 2 });
    const coloured = reporters.text(report, { width: 80, paint: new Chalk({ level: 1 }) });
    // oxlint-disable-next-line no-control-regex
    const bare = coloured.replaceAll(/\u001b\[\d+m/g, '');
    assert.notEqual(coloured, bare);
    assert.equal(bare.replaceAll(/ +$/gm, ''), reporters.text(report, plainStyle(80)).replaceAll(/ +$/gm, ''));
  });
});

describe('what a person reads', () => {
  const odd = ['\u001b[2Jclear', 'bell\u0007', 'line\nbreak', '\u202egnirts', 'zero\u200bwidth', '\u009b31m'];

  for (const kind of ['text', 'markdown'] as const) {
    it(`as ${kind} holds no control or direction character of a name`, async () => {
      const text = reporters[kind](await reportOf(odd, 'evil\u001b]0;title\u0007'), plainStyle());
      assert.doesNotMatch(text, /[^\P{Cc}\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029]/u);
      assert.ok(text.includes(String.raw`evil\x1b`) || text.includes(String.raw`evil\\x1b`));
    });
  }

  it('as Markdown cannot be broken by names that are Markdown or HTML', async () => {
    const names = ['a|b', '<script>alert(1)</script>', '**bold**', '`code`', '```', '[link](http://x)', '# heading'];
    const text = reporters.markdown(await reportOf(names, '# x | <img src=x>'));
    const prose = text
      .split(/^```.*$/m)
      .filter((_, i) => i % 2 === 0)
      .join('\n');
    assert.equal(text.split(/^```.*$/m).length % 2, 1, 'every code block is closed');
    assert.doesNotMatch(prose, /(?<!\\)<(script|img)/);
    assert.doesNotMatch(prose, /(?<!\\)\*\*bold/);
    assert.match(prose, /^# \\# x \\\| \\<img src=x\\>$/m);
  });
});

describe('the JSON report', () => {
  it('is the report and ends with a line break', async () => {
    const report = await run('capstone', { virtual: true, cores: 2 });
    const text = reporters.json(report);
    assert.ok(text.endsWith('}\n'));
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(report)));
  });

  it('is written without white space where only a program would read it', async () => {
    const report = await reportOf(['a']);
    const [mode] = report.modes;
    const runs = Array.from({ length: 2001 }, () => mode!.runs[0]!);
    assert.equal(
      reporters.json({ ...report, modes: [{ ...mode!, runs: runs.slice(1) }] }).split('\n')[1],
      '  "kind": "run",',
      '  "schemaVersion": 2,',
    );
    assert.equal(reporters.json({ ...report, modes: [{ ...mode!, runs }] }).split('\n').length, 2);
  });

  it('is refused in words where it is longer than a text can be', async () => {
    const endless = Object.defineProperty({ ...(await reportOf(['a'])) }, 'seed', {
      enumerable: true,
      get: () => {
        throw new RangeError('Invalid string length');
      },
    });
    assert.throws(() => reporters.json(endless), { name: 'UsageError', message: /too large.* fewer runs/ });
  });
});
