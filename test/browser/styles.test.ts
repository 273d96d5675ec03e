import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../src/web/', import.meta.url));
const paths = readdirSync(web, { recursive: true, encoding: 'utf8' });

/** The text of the files whose names end so, without comments. */
function text(ending: RegExp): string {
  const files = paths.filter((path) => ending.test(path)).map((path) => readFileSync(`${web}${path}`, 'utf8'));
  return files.join('\n').replaceAll(/\/\*[\s\S]*?\*\//g, '');
}

/** Classes of elements that uPlot makes, and those made of a word and a look: `tl-fetch`. */
const elsewhere =
  /^u-|^tl-(?:on-)?(?:fetch|infer|cached|failed|frame|queue|limit|backoff|connect|first-byte|body|line|bar)$/;

describe('stylesheets', () => {
  it('name only classes that components give', () => {
    const selectors = [...text(/\.css$/).matchAll(/([^{};]+)\{/g)].map(([, selector]) => selector!);
    const classes = new Set(selectors.flatMap((selector) => selector.match(/(?<=\.)[a-z][\w-]*/gi) ?? []));
    assert.ok(classes.size > 100);
    const words = new Set(text(/\.tsx?$/).match(/[a-z][\w-]*/gi));
    const unused = [...classes].filter((name) => !elsewhere.test(name) && !words.has(name));
    assert.deepEqual(unused, []);
  });
});
