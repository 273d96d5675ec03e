import { existsSync, readFileSync } from 'node:fs';

/** What makes documents: our name and version, from package.json. */
export function tool(): { name: 'agent-bench'; version: string } {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as {
    version: string;
  };
  return { name: 'agent-bench', version };
}

/**
 * Where a file of this package lies, by its path from the root on, as in `fixtures/templates/`. The same from wherever
 * it is asked: code lies in other folders once it is bundled.
 */
export function packageFile(path: string): URL {
  return new URL(path, root);
}

const root = rootAbove(new URL('.', import.meta.url));

function rootAbove(folder: URL): URL {
  return existsSync(new URL('package.json', folder)) ? folder : rootAbove(new URL('..', folder));
}
