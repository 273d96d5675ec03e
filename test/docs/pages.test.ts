import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { agentBench } from '../cli/spawned.js';
import { pages, root, textOf, withBlocks } from './pages.js';
import { generated } from './reference.js';
import { tables } from './tables.js';

// What UPDATE_GOLDEN=1 writes is in this one file, so that no two processes write a page at once.

const marked = /<!-- generated: (?<name>[\w-]+) -->\n(?<text>[^]*?)<!-- end -->/g;

/** Compares a page with what it should be, or makes it that. */
function check(page: string, renewed: string): void {
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(`${root}${page}`, renewed);
  else assert.equal(textOf(page), renewed, 'UPDATE_GOLDEN=1 node test/run.js docs/pages writes the page anew');
}

describe('the generated parts of the reference', () => {
  const parts = generated();

  for (const page of pages.filter((name) => textOf(name).includes('<!-- generated: '))) {
    it(`${page} says what the tables say`, () => {
      check(
        page,
        textOf(page).replaceAll(marked, (_all, name: string) => {
          return `<!-- generated: ${name} -->\n${parts[name] ?? `nothing is called ${name}`}\n<!-- end -->`;
        }),
      );
    });
  }

  it('leave out no kind of failure of those that are explained by hand', () => {
    const [, section] = textOf('docs/reference/faults.md').split('## Kinds of failure');
    const explained = [...section!.matchAll(/^\| (`.*?) \|/gm)].map(([, kinds]) => kinds!);
    assert.equal(explained.join(', '), tables.failureKinds.map((kind) => `\`${kind}\``).join(', '));
  });

  it('stand in a page each, and only once', () => {
    const names = pages.flatMap((page) => [...textOf(page).matchAll(marked)].map(({ groups }) => groups!['name']!));
    assert.deepEqual(names.toSorted(), Object.keys(parts).toSorted());
  });
});

describe('the blocks of output and of files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-bench-docs-'));
  symlinkSync(join(root, 'fixtures'), join(folder, 'fixtures'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** What stands below a comment: what a command prints, without the line that has a date in it, or a file. */
  async function contentOf(comment: string): Promise<string> {
    const [, exit = '0', command] = /^(?:exit (\d+): )?agent-bench (.*)$/.exec(comment) ?? [];
    if (command === undefined) return readFileSync(join(root, comment), 'utf8');
    const args = [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
    const { code, stdout, stderr } = await agentBench(args, { cwd: folder });
    assert.equal(code, Number(exit), `${comment} exits with ${code}: ${stderr}`);
    return `${stdout.replace(/\nSaved in .*\n/, '').trimEnd()}\n`;
  }

  for (const page of pages) {
    it(`of ${page} are what their commands print and their files hold`, async () => {
      check(page, await withBlocks(textOf(page), contentOf));
    });
  }
});
