import type { Environment } from './template.js';

/** The variables that agent-bench was started with. Read here and nowhere else; whoever needs one is handed them. */
export function environmentVariables(): Environment {
  return process.env;
}
