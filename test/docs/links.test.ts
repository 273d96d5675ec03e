import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { anchorsOf, codeOf, linksOf, pages, root, textOf } from './pages.js';

/** A link's page or file from the root, and its anchor. */
function target(page: string, link: string): { readonly path: string; readonly anchor: string | undefined } {
  const [to = '', anchor] = link.split('#');
  return { path: to === '' ? page : posix.join(posix.dirname(page), to), anchor };
}

function leadsNowhere(page: string, link: string): boolean {
  const { path, anchor } = target(page, link);
  if (!existsSync(`${root}${path}`)) return true;
  return anchor !== undefined && !anchorsOf(textOf(path)).has(anchor);
}

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

describe('links', () => {
  for (const page of pages) {
    it(`of ${page} lead to files and headings that are there`, () => {
      assert.deepEqual(
        linksOf(textOf(page)).filter((link) => leadsNowhere(page, link)),
        [],
      );
    });
  }

  for (const page of pages) {
    it(`between backticks of ${page} name files and scripts that are there`, () => {
      const named = codeOf(textOf(page));
      const files = named.filter((span) => /^(?:fixtures|test|docs|\.ci)\/[\w./-]+$/.test(span));
      const commands = named.flatMap((span) => /^npm run ([\w:]+)/.exec(span)?.[1] ?? []);
      assert.deepEqual(
        files.filter((file) => !existsSync(`${root}${file}`)),
        [],
      );
      assert.deepEqual(
        commands.filter((command) => !Object.hasOwn(scripts, command)),
        [],
      );
    });
  }

  it('lead from the README to every page', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const link of linksOf(textOf(page))) {
        const { path } = target(page, link);
        if (pages.includes(path)) reached.add(path);
      }
    }
    assert.deepEqual([...reached].toSorted(), pages.toSorted());
  });
});
