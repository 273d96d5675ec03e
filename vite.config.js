import { gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/**
 * Unpacks the page's program and runs it. Browsers from the middle of 2023 on can do that; in older ones, which can
 * read this script, a line says so.
 */
const unpack = `
(function () {
  var app = document.getElementById('app');
  function say(why) {
    if (app.childElementCount > 0) return;
    var line = document.createElement('p');
    line.setAttribute('role', 'alert');
    line.textContent = 'This page cannot be shown: ' + why + '. Read the report in a terminal instead: agent-bench report FILE';
    app.appendChild(line);
  }
  if (!window.DecompressionStream || !Array.prototype.toSorted) return say('it needs a browser from July 2023 or later');
  addEventListener('error', function (event) { say(event.message); });
  var text = atob(document.getElementById('program').textContent);
  var bytes = new Uint8Array(text.length);
  for (var i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text().then(function (program) {
    var script = document.createElement('script');
    script.type = 'module';
    script.textContent = program;
    document.body.appendChild(script);
  }).catch(function (thrown) { say(String(thrown)); });
})();
`;

/** Packs the program, which every report carries, to a third of its size. */
function packed() {
  return {
    name: 'packed',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page = bundle['index.html'];
        const [whole, program] =
          /<script type="module"[^>]*>([\s\S]*?)<\/script>/.exec(page.source) ?? this.error('the page has no program');
        const text = gzipSync(program, { level: 9 }).toString('base64');
        page.source = page.source
          .replace(whole, '')
          .replace(
            '</body>',
            () => `<script type="application/gzip" id="program">${text}</script>\n<script>${unpack}</script>\n</body>`,
          );
      },
    },
  };
}

/** One page with all that it needs inside: reports are put into it by the command line. */
export default defineConfig({
  root: 'src/web/report',
  base: './',
  plugins: [viteSingleFile(), packed()],
  build: {
    outDir: '../../../dist/web/report',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    reportCompressedSize: false,
  },
  logLevel: 'warn',
});
