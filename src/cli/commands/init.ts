import { packageFile } from '../../lib/package.js';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suggestion, counted, listed, printable } from '../../lib/text.js';
import { UsageError } from '../../model/errors.js';
import { quoted } from '../../experiments/resilience/case-command.js';
import { exists, fileProblem } from '../../scenario/json-file.js';
import { exitCodes } from '../exit-codes.js';
import { makeFolder, save } from '../output/save.js';
import { flag, folderValue } from '../../experiments/flags.js';
import { command } from '../command.js';
import { z } from 'zod';

/** What `init` can begin with. Each has its files in a folder of its name in `fixtures/templates`. */
export const templates = {
  module: { mock: false, summary: 'functions of your own' },
  http: { mock: true, summary: 'HTTP sources' },
  openai: { mock: true, summary: 'a model server' },
  exec: { mock: false, summary: 'programs' },
} as const satisfies Record<
  string,
  {
    /** Whether the mock has to stand in until the addresses are the user's own. */
    readonly mock: boolean;
    readonly summary: string;
  }
>;

type TemplateName = keyof typeof templates;

const fixtures = fileURLToPath(packageFile('fixtures/templates/'));
/** What `run` is given, in the templates and in the workflow. */
const scenarioName = 'agent-bench.jsonc';

const templateNames = Object.keys(templates) as [TemplateName, ...TemplateName[]];

/** The name of a template. */
const templateValue = z.enum(templateNames, {
  error: ({ input }) => `Unknown template '${String(input)}'${suggestion(String(input), templateNames)}`,
});

const summaries = Object.entries(templates).map(([name, { summary }]) => `${name} (${summary})`);

/** Writes a scenario to begin with, what it needs, and a workflow. */
export const init = command({
  name: 'init',
  summary: 'write a scenario of your own to begin with, what it needs, and a workflow for GitHub; never overwrites',
  input: z.strictObject({
    template: flag(templateValue.default('module'), `what to begin with: ${summaries.join(', ')}`, {
      form: '<name>',
      group: 'scenario',
    }),
    dir: flag(folderValue.default('.'), 'where; it is made if it is not there', { form: '<folder>', group: 'output' }),
  }),
  examples: [['init'], ['init --template http --dir my-agent']],
  run: ({ template, dir }) => writeTemplate(template, dir),
});

/** All of it or nothing: a file that is there is never overwritten. */
async function writeTemplate(template: TemplateName, dir: string): Promise<number> {
  const files = await filesOf(template);
  const there: string[] = [];
  for (const { path } of files) if (await exists(join(dir, path))) there.push(path);
  if (there.length > 0)
    throw new UsageError(
      `--dir ${printable(dir)}: ${listed(there)} ${there.length === 1 ? 'is' : 'are'} there already, so nothing was ` +
        `written; move ${there.length === 1 ? 'it' : 'them'} away or name another folder`,
    );
  await writeAll(files, dir);
  const shown = files.map(({ path, what }) => `  ${printable(join(dir, path))}  ${what}\n`).join('');
  const enter = dir === '.' ? '' : `cd ${quoted(dir)} && `;
  process.stdout.write(
    `Wrote ${counted(files.length, 'file')}:\n${shown}\nNext:\n  ${enter}npx agent-bench ${runOf(template)}\n`,
  );
  return exitCodes.done;
}

/** Writes the files; where one cannot be written, the others are taken away again. */
async function writeAll(files: readonly NewFile[], dir: string): Promise<void> {
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      await makeFolder(dirname(join(dir, path)));
      await save(join(dir, path), text);
      written.push(join(dir, path));
    }
  } catch (thrown) {
    for (const path of written) await rm(path, { force: true });
    throw new UsageError(
      `--dir ${printable(dir)}: ` +
        (thrown instanceof UsageError ? thrown.message : `cannot be used: ${fileProblem(thrown)}`),
    );
  }
}

interface NewFile {
  /** In the folder that is named. */
  readonly path: string;
  readonly text: string;
  readonly what: string;
}

/** The files of a template; its scenario first, the workflow last. */
async function filesOf(template: TemplateName): Promise<NewFile[]> {
  const names = (await readdir(join(fixtures, template))).toSorted(
    (a, b) => Number(b === scenarioName) - Number(a === scenarioName) || a.localeCompare(b),
  );
  const files: NewFile[] = [];
  for (const name of names)
    files.push({
      path: name,
      text: await readFile(join(fixtures, template, name), 'utf8'),
      what: name === scenarioName ? 'the scenario' : 'what it runs',
    });
  const workflow = await readFile(join(fixtures, 'workflow.yml'), 'utf8');
  const text = workflow.replaceAll(`run ${scenarioName}`, runOf(template));
  return [...files, { path: join('.github', 'workflows', 'agent-bench.yml'), text, what: 'gates for GitHub Actions' }];
}

/** The command that runs a template as it is. */
function runOf(template: TemplateName): string {
  return `run ${scenarioName}${templates[template].mock ? ' --mock' : ''}`;
}
