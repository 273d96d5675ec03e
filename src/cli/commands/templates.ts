/** What `init` can begin with. Each has its files in a folder of its name in `fixtures/templates`. */
export const templates = {
  module: { mock: false, summary: 'functions of your own' },
  http: { mock: true, summary: 'HTTP sources' },
  openai: { mock: true, summary: 'a model server' },
  exec: { mock: false, summary: 'programs' },
} as const satisfies Record<
  string,
  {
    /** Whether the mock has to stand in until the addresses are the user's own. */ readonly mock: boolean;
    readonly summary: string;
  }
>;

export type TemplateName = keyof typeof templates;
