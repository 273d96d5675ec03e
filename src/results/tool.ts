import { readFileSync } from 'node:fs';

/** What makes documents: our name and version, from package.json. */
export function tool(): { name: 'agent-bench'; version: string } {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return { name: 'agent-bench', version };
}
