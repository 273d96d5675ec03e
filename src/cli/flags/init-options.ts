import { Option, type Command } from 'commander';
import { folderValue, templateValue } from './parsers.js';
import { templates, type TemplateName } from './templates.js';

/** Flags of `init`. */
export interface InitFlags {
  readonly template: TemplateName;
  readonly dir: string;
}

/** Adds the flags of `init`. */
export function withInitFlags(command: Command): Command {
  const summaries = Object.entries(templates).map(([name, { summary }]) => `${name} (${summary})`);
  return command
    .addOption(
      new Option('--template <name>', `what to begin with: ${summaries.join(', ')}`)
        .choices(Object.keys(templates))
        .argParser(templateValue)
        .default('module'),
    )
    .addOption(
      new Option('--dir <folder>', 'where; it is made if it is not there').argParser(folderValue).default('.'),
    );
}
