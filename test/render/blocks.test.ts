import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Chalk } from 'chalk';
import { run as runScenario } from '#src/index.js';
import { onlyIn, without, type Block, type Table } from '#src/render/blocks.js';
import { htmlFragment } from '#src/render/html.js';
import { markdownOf } from '#src/render/markdown.js';
import { plainStyle } from '#src/render/style.js';
import { textOf } from '#src/render/text.js';

const report = await runScenario(
  { name: 'a', sources: [{ name: 'a', latency: 100 }], inference: { cost: 50, workers: 1 }, modes: ['hybrid'] },
  { virtual: true, cores: 1 },
);
const [run] = report.modes[0]!.runs;

const table: Table = {
  kind: 'table',
  columns: [
    { name: 'part', atLeast: 5, cut: 'middle' },
    { name: 'cores busy', narrow: 'cores\nbusy' },
    'p50',
    { name: 'why', only: 'page', words: true },
  ],
  rows: [
    ['a|long-name', '1.00', [{ text: '2 s', tone: 'bad' }], '<none>'],
    ['b', '0.50', '1 s', ''],
  ],
};

/** The whole output, or what it holds where that is a drawing. */
type Expected = string | RegExp;

/** Every kind of block, as each format has it; text in 30 columns. */
const cases: {
  readonly [Kind in Block['kind']]: readonly [Block, text: Expected, markdown: Expected, html: Expected][];
} = {
  title: [
    [
      { kind: 'title', level: 1, text: 'a_b', about: 'a_b with <three> sources, and more' },
      'a_b with <three> sources, and\nmore\n',
      '# a\\_b\n\na\\_b with \\<three\\> sources, and more.\n',
      '<h1>a_b</h1><p>a_b with &lt;three&gt; sources, and more.</p>',
    ],
    [{ kind: 'title', level: 2, text: 'Gates' }, 'Gates\n', '## Gates\n', '<h2>Gates</h2>'],
  ],
  sentences: [
    [
      { kind: 'sentences', sentences: ['One is longer than the *width* of it.', 'Two.'], indent: 1, hanging: 2 },
      ' One is longer than the\n   *width* of it.\n Two.\n',
      'One is longer than the \\*width\\* of it.\nTwo.\n',
      '<p>One is longer than the *width* of it.</p>\n<p>Two.</p>',
    ],
    [
      {
        kind: 'sentences',
        sentences: [['It is', { text: 'not there', tone: 'bad' }, 'says', { text: 'a `b`', code: true }]],
        list: true,
      },
      'It is not there says `a `b``\n',
      "- It is **not there** says `a 'b'`\n",
      '<ul>\n<li>It is <strong class="bad">not there</strong> says <code>a `b`</code></li>\n</ul>',
    ],
    [
      {
        kind: 'sentences',
        sentences: [['one two three', 'four', { text: 'five six seven', whole: true }, 'eight']],
        tone: 'quiet',
      },
      'one two three four\nfive six seven eight\n',
      'one two three four five six seven eight\n',
      '<p class="quiet">one two three four five six seven eight</p>',
    ],
  ],
  notes: [
    [
      { kind: 'notes', severity: 'warning', notes: ['the machine was busy all the while.', 'x|y.'] },
      '! the machine was busy all the\n  while.\n! x|y.\n',
      '> the machine was busy all the while.\n>\n> x\\|y.\n',
      '<p class="warning">the machine was busy all the while.</p>\n<p class="warning">x|y.</p>',
    ],
    [
      { kind: 'notes', severity: 'error', notes: ['a: timeout'], indent: 1 },
      ' ✗ a: timeout\n',
      '> ✗ a: timeout\n',
      '<p class="error">a: timeout</p>',
    ],
  ],
  list: [
    [
      {
        kind: 'list',
        items: [
          {
            mark: [{ text: 'passed', tone: 'good' }],
            text: 'all begin at the same time',
            details: [['why', 'they do']],
          },
          { mark: [{ text: 'no', tone: 'bad' }], text: 'x', command: 'agent-bench run "a_b" --fail-source weather' },
        ],
        indent: 1,
      },
      [
        ' passed  all begin at the same',
        '         time',
        '         why  they do',
        ' no      x',
        '  agent-bench run "a_b" --fail-source weather',
        '',
      ].join('\n'),
      [
        '- **passed** all begin at the same time',
        '  - why: they do',
        '- **no** x',
        '',
        '  ```sh',
        '  agent-bench run "a_b" --fail-source weather',
        '  ```',
        '',
      ].join('\n'),
      [
        '<ul>',
        '<li><strong class="good">passed</strong> all begin at the same time<ul>\n<li>why: they do</li>\n</ul></li>',
        '<li><strong class="bad">no</strong> x<pre><code>agent-bench run &quot;a_b&quot; --fail-source ' +
          'weather</code></pre></li>',
        '</ul>',
      ].join('\n'),
    ],
    [
      { kind: 'list', items: [{ mark: 'a mark that is too wide', text: 'for its text' }] },
      'a mark that is too wide for\n  its text\n',
      '- a mark that is too wide for its text\n',
      '<ul>\n<li>a mark that is too wide for its text</li>\n</ul>',
    ],
  ],
  table: [
    [
      table,
      [
        '  part         cores  p50',
        '                busy',
        '  a|long-name   1.00  2 s',
        '  b             0.50  1 s',
        '',
      ].join('\n'),
      [
        '| part | cores busy | p50 | why |',
        '|---|---:|---:|---|',
        '| a\\|long-name | 1.00 | **2 s** | \\<none\\> |',
        '| b | 0.50 | 1 s |  |',
        '',
      ].join('\n'),
      [
        '<table>',
        '<thead><tr><th scope="col">part</th><th scope="col" class="figure">cores busy</th><th scope="col" ' +
          'class="figure">p50</th><th scope="col">why</th></tr></thead>',
        '<tbody><tr><th scope="row">a|long-name</th><td class="figure">1.00</td><td class="figure"><strong ' +
          'class="bad">2 s</strong></td><td>&lt;none&gt;</td></tr>',
        '<tr><th scope="row">b</th><td class="figure">0.50</td><td class="figure">1 s</td><td></td></tr></tbody>',
        '</table>',
      ].join('\n'),
    ],
    [{ ...table, rows: [] }, '\n', '\n', ''],
  ],
  command: [
    [
      { kind: 'command', command: "run './a``b.json' --sources <none> --and much more of it" },
      "  run './a``b.json' --sources <none> --and much more of it\n",
      "```sh\nrun './a``b.json' --sources <none> --and much more of it\n```\n",
      '<pre><code>run &#39;./a``b.json&#39; --sources &lt;none&gt; --and much more of it</code></pre>',
    ],
    [{ kind: 'command', command: '```' }, '  ```\n', '````sh\n```\n````\n', '<pre><code>```</code></pre>'],
  ],
  chart: [
    [
      {
        kind: 'chart',
        title: 'Makespan over <x> and `y`:',
        series: [
          {
            name: 'up',
            points: [
              [1, 0],
              [3, 4],
            ],
          },
        ],
        formats: { x: String, y: (value) => `${value} s` },
      },
      /^Makespan over <x> and `y`:\n 4 s ┤ {22}○\n[^]* 0 s ┤○\n[^]*\n {6}○ up\n$/u,
      /^```text\nMakespan over <x> and 'y':\n 4 s ┤ +···○\n[^]*\n {6}○ up\n```\n$/u,
      /^<p>Makespan over &lt;x&gt; and `y`:<\/p><pre> 4 s ┤ +···○\n[^]*\n {6}○ up<\/pre>$/u,
    ],
  ],
  timeline: [
    [
      {
        kind: 'timeline',
        legend: ['░ fetching', '█ computing'],
        endMs: 200,
        scale: true,
        pictures: [
          {
            title: 'hybrid',
            aside: '1/1',
            run: run!,
            scenario: report.scenario,
            workers: 1,
            above: [{ kind: 'sentences', sentences: ['above'], indent: 1 }],
            below: [{ kind: 'notes', severity: 'error', notes: ['below'], indent: 1 }],
          },
        ],
      },
      [
        ' ░ fetching  █ computing',
        '',
        'hybrid · 1/1    1 cell = 10 ms',
        ' above',
        ' a         ░░░░░░░░░░',
        ' worker-1            ▐█a██',
        '           0         0.1 s',
        ' ✗ below',
        '',
      ].join('\n'),
      /^```text\n░ fetching {3}█ computing\n\nhybrid\n a {9}░{40}\n worker-1 {42}▐█+a█+\n {11}0 .* 0\.2 s\n```\n$/u,
      /^<p class="quiet">░ fetching █ computing<\/p>\n<p class="strong">hybrid<\/p><pre> a {9}░{40}\n[^]*<\/pre>$/u,
    ],
    [{ kind: 'timeline', legend: ['░ fetching'], endMs: 1, pictures: [] }, ' ░ fetching\n', '\n', ''],
  ],
  distributions: [
    [
      { kind: 'distributions', of: [{ name: 'hybrid', ms: [3, 1, 1, 2, 1] }] },
      /^ hybrid 5 runs\n {3}█ {12}▃ {11}▃\n {3}┃█{12}▌─{11}┤\n {3}1 ms {18}3 ms\n ▁▄█ how many runs ·[^]*\n$/u,
      '\n',
      /^<pre> hybrid 5 runs\n {3}█[^]*outlier<\/pre>$/u,
    ],
    [{ kind: 'distributions', of: [] }, '\n', '\n', ''],
  ],
  group: [
    [
      {
        kind: 'group',
        blocks: [
          { kind: 'sentences', sentences: ['Tuning retry:'] },
          { kind: 'command', command: 'agent-bench' },
          { kind: 'sentences', sentences: [] },
        ],
      },
      'Tuning retry:\n  agent-bench\n',
      'Tuning retry:\n\n```sh\nagent-bench\n```\n',
      '<p>Tuning retry:</p>\n<pre><code>agent-bench</code></pre>',
    ],
  ],
};

function assertIs(actual: string, expected: Expected): void {
  if (typeof expected === 'string') assert.equal(actual, expected);
  else assert.match(actual, expected);
}

describe('a block', () => {
  for (const [kind, blocks] of Object.entries(cases)) {
    for (const [i, [block, asText, asMarkdown, asHtml]] of blocks.entries()) {
      it(`of the kind ${kind} is the same in all formats (${i + 1})`, () => {
        assertIs(textOf([block], plainStyle(30)), asText);
        assertIs(markdownOf([block]), asMarkdown);
        assertIs(htmlFragment([block]), asHtml);
      });

      it(`of the kind ${kind} has no empty line before or after it where it stands among others (${i + 1})`, () => {
        const between: Block[] = [
          { kind: 'sentences', sentences: ['before'] },
          block,
          { kind: 'sentences', sentences: ['after'] },
        ];
        for (const whole of [textOf(between, plainStyle(30)), markdownOf(between)]) {
          assert.doesNotMatch(whole, /\n\n\n|^\n/u);
          assert.ok(whole.startsWith('before\n\n') && whole.endsWith('\n\nafter\n'), whole);
        }
      });

      it(`of the kind ${kind} says the same with colours as without (${i + 1})`, () => {
        const coloured = textOf([block], { width: 30, paint: new Chalk({ level: 1 }) });
        // oxlint-disable-next-line no-control-regex
        const bare = coloured.replaceAll(/\u001b\[\d+m/gu, '');
        assert.equal(bare.replaceAll(/ +$/gmu, ''), textOf([block], plainStyle(30)));
      });
    }
  }

  it('that is for one medium is in no other', () => {
    const blocks = [
      ...onlyIn('terminal', { kind: 'sentences', sentences: ['typed'] }),
      ...onlyIn('page', { kind: 'group', blocks: [{ kind: 'sentences', sentences: ['scrolled'] }] }),
    ];
    assert.equal(textOf(blocks, plainStyle()), 'typed\n');
    assert.equal(markdownOf(blocks), 'scrolled\n');
    assert.equal(htmlFragment(blocks), '<p>scrolled</p>');
  });

  const tones = [
    ['strong', '1'],
    ['quiet', '2'],
    ['bad', '31'],
    ['good', '32'],
    ['warning', '33'],
  ] as const;
  for (const [tone, code] of tones) {
    it(`whose tone is ${tone} has a colour in a terminal that has any`, () => {
      const style = { width: 30, paint: new Chalk({ level: 1 }) };
      assert.ok(
        textOf([{ kind: 'sentences', sentences: ['a b'], tone }], style).startsWith(`\u001b[${code}ma b\u001b[`),
      );
      assert.ok(
        textOf([{ kind: 'sentences', sentences: [[{ text: 'a b', tone }, 'c']] }], style).includes(`[${code}ma b`),
      );
    });
  }

  it('holds no control or direction character, whatever it says', () => {
    const evil = 'a\u001b[2J\u202eb';
    const all: Block[] = [
      { kind: 'title', level: 1, text: evil, about: evil },
      { kind: 'title', level: 1, text: evil },
      {
        kind: 'sentences',
        sentences: [
          evil,
          [
            { text: evil, whole: true },
            { text: evil, code: true },
          ],
        ],
      },
      { kind: 'notes', severity: 'error', notes: [evil] },
      { kind: 'list', items: [{ mark: evil, text: evil, details: [['b', evil]], command: evil }] },
      { kind: 'table', columns: [evil, { name: evil, narrow: evil }], rows: [[evil, [evil]]] },
      { kind: 'table', columns: [evil, 'b'.repeat(30)], rows: [[evil, evil]] },
      { kind: 'command', command: evil },
      { kind: 'chart', title: evil, series: [{ name: evil, points: [[1, 1]] }], formats: { x: String, y: String } },
      {
        kind: 'timeline',
        legend: [],
        endMs: 1,
        pictures: [{ title: evil, aside: evil, run: run!, scenario: report.scenario, workers: 1 }],
      },
      { kind: 'distributions', of: [{ name: evil, ms: [1, 2] }] },
    ];
    for (const block of all) {
      for (const written of [textOf([block], plainStyle(30)), markdownOf([block]), htmlFragment([block])])
        assert.doesNotMatch(written, /[^\P{Cc}\n]|\u202e/u, block.kind);
    }
  });
});

describe('a table that is too wide for a terminal', () => {
  it('cuts the cells that may be cut, and numbers those that look alike then', () => {
    const rows = [
      ['source-one.fetch', '1.00', '2 s', ''],
      ['source-two.fetch', '0.50', '1 s', ''],
      ['source-one.fetch', '0.25', '0 s', ''],
    ];
    assert.equal(
      textOf([{ ...table, rows }], plainStyle(26)),
      [
        '  part          cores  p50',
        '                 busy',
        '  source…fetch   1.00  2 s',
        '  sour…etch ~2   0.50  1 s',
        '  source…fetch   0.25  0 s',
        '',
      ].join('\n'),
    );
  });

  it('takes its narrower form, and as a last resort says each row in a sentence', () => {
    const rows = [['a source', '1.00', '2 s', '']];
    const narrower = without(['cores busy'], { ...table, rows });
    assert.equal(textOf([{ ...table, rows, narrower }], plainStyle(16)), '  part      p50\n  a source  2 s\n');
    assert.equal(
      textOf([{ ...table, rows }], plainStyle(12)),
      ' part a\n   source:\n   cores\n   busy\n   1.00, p50\n   2 s\n',
    );
  });

  it('shows as many rows as a terminal has room for, and all on a page', () => {
    assert.doesNotMatch(textOf([{ ...table, mostRows: 1 }], plainStyle()), /0\.50/u);
    assert.match(markdownOf([{ ...table, mostRows: 1 }]), /0\.50/u);
  });
});
