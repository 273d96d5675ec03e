import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

const licence = readFileSync('node_modules/zod/LICENSE', 'utf8');

/**
 * The command line in few files, which start faster than many. Packages and threads stay what they are, but for zod:
 * that alone is a hundred modules, most of which are languages for messages.
 */
export default defineConfig({
  input: { main: 'dist/cli/main.js' },
  platform: 'node',
  external: (id) => id !== 'zod' && !/^\.{0,2}\//.test(id),
  output: {
    dir: 'dist/bundle',
    cleanDir: true,
    banner: ({ moduleIds }) => (moduleIds.some((id) => id.includes('/zod/')) ? `/* zod:\n\n${licence}*/` : ''),
  },
});
