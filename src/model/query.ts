/** What a source can be asked with: the question, or an argument that the scenario states beside it. */
export const argumentNames = ['question', 'city'] as const;
export type ArgumentName = (typeof argumentNames)[number];

/** The arguments that a scenario states beside its question. */
export type Arguments = Readonly<Record<Exclude<ArgumentName, 'question'>, string>>;

/** One question to the agent. */
export interface Query {
  /**
   * Which query of the run it is, from 0. Every mode asks the same queries, and so draws from the same random streams.
   */
  readonly index: number;
  readonly seed: number;
  readonly question: string;
  /** What sources are asked with that take another argument than the question. */
  readonly arguments: Arguments;
}

/** What a query asks a source with that takes the argument `name`. */
export function argumentOf(query: Pick<Query, 'question' | 'arguments'>, name: ArgumentName): string {
  return name === 'question' ? query.question : query.arguments[name];
}
