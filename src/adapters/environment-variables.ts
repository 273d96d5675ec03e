import type { Environment } from './template.js';

/** The environment of the process. Read here alone; other code takes an `Environment` as a parameter. */
export function environmentVariables(): Environment {
  return process.env;
}
