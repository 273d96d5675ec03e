// The command line as bin starts it, from modules that are not bundled.
const { run } = await import('#src/cli/main.js');
process.exitCode = await run(process.argv);
