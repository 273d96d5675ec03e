import { defineConfig } from 'rolldown';

/** The command line in few files, which start faster than many. Packages and threads stay what they are. */
export default defineConfig({
  input: { main: 'dist/cli/main.js' },
  platform: 'node',
  external: /^(?!\.{0,2}\/)/,
  output: { dir: 'dist/bundle', cleanDir: true },
});
