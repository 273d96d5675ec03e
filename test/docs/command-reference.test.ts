import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Argument, Command, Option } from 'commander';
import { commandReference } from './command-reference.js';

function program(): Command {
  const made = new Command('tool');
  made
    .command('cut')
    .description('cut something')
    .addArgument(new Argument('<what>', 'what to cut').choices(['rope', 'hair']))
    .option('--times <n>', 'how often', '1')
    .optionsGroup('Blades:')
    .addOption(new Option('--blade <a|b>', 'which blade'))
    .addOption(new Option('--secret').hideHelp())
    .addHelpText('after', '\nExamples:\n  tool cut rope\n  tool cut hair --times 2\n\nMind your fingers.');
  const box = made.command('box').description('keep things');
  box.command('open').description('open it');
  made.command('hidden', { hidden: true });
  return made;
}

describe('the reference of commands', () => {
  it('has usage, arguments, flags in their groups and examples of each command, without what is hidden', () => {
    const [cut] = commandReference(program()).split('\n\n### tool box');
    assert.equal(
      cut,
      [
        '### tool cut',
        'Cut something.',
        '```text\ntool cut [options] <what>\n```',
        '| argument | what it is | one of |\n| --- | --- | --- |\n| `<what>` | what to cut | `rope`, `hair` |',
        '| flag | what it does | default |\n| --- | --- | --- |\n| `--times <n>` | how often | `1` |',
        '**Blades**',
        '| flag | what it does |\n| --- | --- |\n| `--blade <a\\|b>` | which blade |',
        '```sh\ntool cut rope\ntool cut hair --times 2\n```',
      ].join('\n\n'),
    );
  });

  it('shows commands under others in the place of those, and neither help nor hidden ones', () => {
    const titles = [...commandReference(program()).matchAll(/^### (.*)$/gm)].map(([, title]) => title);
    assert.deepEqual(titles, ['tool cut', 'tool box open']);
  });
});
