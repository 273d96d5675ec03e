import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The pages that a user reads, as paths from the root of the repository. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(`${root}docs`, { recursive: true })
    .map((path) => `docs/${path.toString().replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md'))
    .toSorted(),
];

export function textOf(page: string): string {
  return readFileSync(`${root}${page}`, 'utf8');
}

/** A fenced block of code, with the comment above it where there is one. */
export interface Block {
  readonly comment: string | undefined;
  readonly language: string;
  readonly text: string;
}

const fenced = /^(?:<!-- (?<comment>[^\n]+) -->\n)?(?<fence>`{3,})(?<language>\w*)\n(?<text>[^]*?)^\k<fence>$/gmu;

export function blocksOf(text: string): Block[] {
  return [...text.matchAll(fenced)].map(({ groups }) => {
    const { comment, language, text: inside } = groups!;
    return { comment, language: language!, text: inside! };
  });
}

/** The text with each block that has a comment replaced. */
export async function withBlocks(text: string, contentOf: (comment: string) => Promise<string>): Promise<string> {
  let made = '';
  let end = 0;
  for (const match of text.matchAll(fenced)) {
    const { comment, fence, language } = match.groups!;
    if (comment === undefined || comment === 'end') continue;
    const content = await contentOf(comment);
    made += `${text.slice(end, match.index)}<!-- ${comment} -->\n${fence}${language}\n${content}${fence}`;
    end = match.index + match[0].length;
  }
  return made + text.slice(end);
}

/** Markdown without its blocks of code and its comments. */
function proseOf(text: string): string {
  return text.replaceAll(fenced, '').replaceAll(/<!--[^]*?-->/g, '');
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...proseOf(text).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading]) => heading!);
  return new Set(
    headings.map((heading) => {
      const anchor = heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-');
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

/** Where a page's links and pictures lead, those to other sites aside. */
export function linksOf(text: string): string[] {
  const prose = proseOf(text).replaceAll(/`[^`\n]*`/g, '`');
  const targets = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, to]) => to!);
  return targets.filter((to) => !/^[a-z]+:/.test(to));
}

/** What stands between backticks in a page's text. */
export function codeOf(text: string): string[] {
  return [...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
}

const shell = new Set(['sh', 'console', 'yaml']);

/** Command lines of agent-bench: in blocks of shell, above blocks of output, and in text between backticks. */
export function commandsOf(text: string): string[] {
  const lines = blocksOf(text).flatMap(({ language, text: block, comment = '' }) => [
    ...(shell.has(language) ? block.replaceAll(/\n\s+--/g, ' --').split('\n') : []),
    ...(/^(?:exit \d+: )?agent-bench /.test(comment) ? [comment] : []),
  ]);
  return [...lines.map((line) => line.replace(/(?:^| {2,})#.*/, '')), ...codeOf(text)].flatMap((line) =>
    [...line.matchAll(/(?:^|[\s(])agent-bench ((?:'[^']*'|"[^"]*"|[^|'"])+)/g)].map(([, command]) => command!.trim()),
  );
}
