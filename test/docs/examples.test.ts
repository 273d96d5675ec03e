import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { blocksOf, codeOf, commandsOf, pages, textOf } from './pages.js';
import { checkGate, library, scenarioIssues, tables } from './tables.js';

const program = tables.program();

/** The command that a line begins with, and the words behind its name. */
function commandOf(words: readonly string[], parent = program): readonly [Command | undefined, readonly string[]] {
  const command = parent.commands.find((one) => one.name() === words[0]);
  if (command === undefined) return [parent === program ? undefined : parent, words];
  return commandOf(words.slice(1), command);
}

/** What a command line names that agent-bench does not have. */
function unknownIn(line: string): string[] {
  const [first = ''] = line.split(' ');
  if (/^(?:-|help$|[A-Z]+$)/.test(first)) return [];
  const interleaved = first === 'compare' && line.includes('--interleaved'); // its arguments are those of run
  const unquoted = (quoted: string): string => (interleaved ? quoted.slice(1, -1) : 'TEXT');
  const words = line.replaceAll(/'[^']*'|"[^"]*"/g, unquoted).split(/\s+/);
  const [command, rest] = commandOf(words);
  if (command === undefined) return [first];
  const options = [command, program, ...(interleaved ? [commandOf(['run'])[0]!] : [])].flatMap((one) => one.options);
  const known = new Set(options.flatMap(({ long, short }) => [long, short]).concat('--help'));
  const named = rest.map((word) => word.replace(/[=,.;:)].*/, '')).filter((word) => /^--?[a-z]/.test(word));
  return named.filter((flag) => !known.has(flag));
}

/** The flags of all commands. */
const flags = new Set(allOf(program).flatMap(({ options }) => options.map(({ long }) => long)));

function allOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}

/** Gates that a page shows: in command lines, in scenarios, and in text between backticks. */
function gatesOf(text: string): string[] {
  const quoted = [...text.matchAll(/--gate '([^']+)'/g)].map(([, gate]) => gate!);
  return [...quoted, ...codeOf(text).filter((span) => /^[\w-]+\.[\w."\s-]+ (?:<=|>=|==|<|>) \S/.test(span))];
}

/** The scenario that an example is or is a part of: whole, one source of it, or fields of it. */
function scenarioOf(text: string): unknown {
  const value = JSON.parse(text.startsWith('{') ? text : `{${text}}`) as object;
  if ('sources' in value) return value;
  const aSource = { name: 'a', latency: '1s' };
  return 'name' in value ? { sources: [value] } : { sources: [aSource], ...value };
}

for (const page of pages) {
  describe(`the examples of ${page}`, () => {
    it('are command lines that agent-bench has', () => {
      const unknown = commandsOf(textOf(page)).flatMap((line) => unknownIn(line).map((word) => `${word} in: ${line}`));
      assert.deepEqual(unknown, []);
    });

    it('are flags that some command has', () => {
      const named = codeOf(textOf(page)).flatMap((span) => /^(--[a-z][\w-]*)/.exec(span)?.[1] ?? []);
      assert.deepEqual(
        named.filter((flag) => flag !== '--help' && !flags.has(flag)),
        [],
      );
    });

    it('are gates that can be judged', () => {
      for (const gate of gatesOf(textOf(page))) checkGate(gate, ['weather', 'my source']);
    });

    it('import what the library exports', () => {
      const imports = blocksOf(textOf(page)).flatMap(({ text }) => [
        ...text.matchAll(/^import \{(.*)\} from 'agent-bench'/gm),
      ]);
      const names = imports.flatMap(([, list]) => list!.split(',').map((name) => name.trim()));
      assert.deepEqual(
        names.filter((name) => !Object.hasOwn(library, name)),
        [],
      );
    });

    it('are scenarios that agent-bench takes', () => {
      const written = blocksOf(textOf(page)).filter(({ language }) => language === 'json');
      for (const { text } of written) assert.deepEqual(scenarioIssues(scenarioOf(text)), [], text);
    });
  });
}
