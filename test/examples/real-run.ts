/**
 * Runs a scenario on real time as a program of its own would; the exit code is how many kinds of callbacks it has
 * heard.
 */
import { run } from '#src/index.js';

const heard = new Set<string>();
const hear = (name: string) => (): void => {
  heard.add(name);
};
const scenario = {
  sources: [
    { name: 'a', latency: 5 },
    { name: 'b', latency: 5 },
  ],
  inference: { cost: 1, workers: 1 },
  modes: ['sequential', 'hybrid'],
};
const progressed = (): Promise<void> => Promise.resolve(hear('progressed')());
await run(scenario, {
  listener: {
    runBegins: hear('runBegins'),
    event: hear('event'),
    runEnds: hear('runEnds'),
    roundEnds: hear('roundEnds'),
    progressed,
  },
});
process.exitCode = heard.size;
