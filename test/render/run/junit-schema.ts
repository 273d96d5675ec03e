/** An element of an XML document. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
}

/**
 * What the schema of Ant's JUnit files says of an element (JUnit.xsd, as CI services use it), as far as Jenkins's says
 * no other.
 */
interface Rule {
  /** Attributes that must be there, with their form. */
  readonly required: Readonly<Record<string, RegExp>>;
  readonly optional?: Readonly<Record<string, RegExp>>;
  /** The order of children, as a pattern over their names, each followed by a space. */
  readonly children: RegExp;
}

const some = /^.+$/su;
const any = /^.*$/su;
const whole = /^\d+$/u;
const decimal = /^\d+(?:\.\d+)?$/u;
const trouble: Rule = { required: { message: any, type: some }, children: /^$/u };

const rules: Readonly<Record<string, Rule>> = {
  testsuites: { required: {}, children: /^(?:testsuite )*$/u },
  testsuite: {
    required: {
      name: some,
      package: some,
      id: whole,
      hostname: some,
      timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/u,
      time: decimal,
      tests: whole,
      failures: whole,
      errors: whole,
    },
    optional: { skipped: whole },
    children: /^properties (?:testcase )*system-out system-err $/u,
  },
  properties: { required: {}, children: /^(?:property )*$/u },
  property: { required: { name: some, value: any }, children: /^$/u },
  testcase: {
    required: { name: some, classname: some, time: decimal },
    children: /^(?:(?:skipped|error|failure) )?$/u,
  },
  failure: trouble,
  error: trouble,
  skipped: { required: {}, optional: { message: any }, children: /^$/u },
  'system-out': { required: {}, children: /^$/u },
  'system-err': { required: {}, children: /^$/u },
};

const token = /<(?<close>\/)?(?<name>[a-z-]+)(?<rest>(?: [a-z]+="[^"<]*")*)(?<empty>\/)?>|(?<text>[^<]+)/guy;

/** The elements of a document in the order in which they begin; throws where it is not well-formed. */
export function elements(xml: string): Element[] {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(declaration)) throw new Error('no declaration');
  const all: Element[] = [];
  const open: Element[] = [];
  let at = declaration.length;
  for (const match of xml.slice(declaration.length).matchAll(token)) {
    at += match[0].length;
    const { close, name = '', rest = '', empty, text } = match.groups!;
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/u.test(match[0])) throw new Error(`a bare & in ${match[0]}`);
    if (text !== undefined) continue;
    if (close !== undefined) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const element: Element = { name, attributes: attributesOf(rest), children: [] };
    all.push(element);
    open.at(-1)?.children.push(element);
    if (empty === undefined) open.push(element);
  }
  if (at !== xml.length) throw new Error(`not XML: ${xml.slice(at, at + 40)}`);
  if (open.length > 0) throw new Error(`<${open.at(-1)!.name}> has no end`);
  return all;
}

function attributesOf(text: string): Record<string, string> {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  const pairs = [...text.matchAll(/([a-z]+)="([^"]*)"/gu)].map(
    ([, name, value]) => [name!, value!.replaceAll(/&(\w+);/gu, (_, entity: string) => entities[entity]!)] as const,
  );
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error(`an attribute twice in ${text}`);
  return Object.fromEntries(pairs);
}

/** What is wrong with a JUnit file; none where it validates and its counts are those of its test cases. */
export function problemsOfJUnit(xml: string): string[] {
  try {
    const all = elements(xml);
    return [
      ...(all[0]?.name === 'testsuites' ? [] : ['the root is no testsuites']),
      ...all.flatMap(problemsOf),
      ...all.flatMap(wrongCounts),
    ];
  } catch (thrown) {
    return [String(thrown)];
  }
}

function problemsOf({ name, attributes, children }: Element): string[] {
  const rule = rules[name];
  if (rule === undefined) return [`<${name}> is unknown`];
  const forms = { ...rule.required, ...rule.optional };
  const missing = Object.keys(rule.required).filter((attribute) => attributes[attribute] === undefined);
  const wrong = Object.entries(attributes).filter(([attribute, value]) => forms[attribute]?.test(value) !== true);
  const order = children.map((child) => `${child.name} `).join('');
  return [
    ...missing.map((attribute) => `<${name}> lacks ${attribute}`),
    ...wrong.map(([attribute, value]) => `<${name}> has ${attribute}="${value}"`),
    ...(rule.children.test(order) ? [] : [`<${name}> holds ${order}`]),
  ];
}

function wrongCounts({ name, attributes, children }: Element): string[] {
  if (name !== 'testsuite') return [];
  const cases = children.filter((child) => child.name === 'testcase');
  const holding = (what: string): number =>
    cases.filter((one) => one.children.some((child) => child.name === what)).length;
  const counts = {
    tests: cases.length,
    failures: holding('failure'),
    errors: holding('error'),
    skipped: holding('skipped'),
  };
  return Object.entries(counts).flatMap(([what, count]) =>
    attributes[what] === String(count) ? [] : [`${what}="${attributes[what]}", and there are ${count}`],
  );
}
