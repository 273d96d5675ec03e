import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { agentBench, folder, quickScenario, scenarioFile } from './spawned.js';

const scenarios = fileURLToPath(new URL('../../fixtures/scenarios/', import.meta.url));

async function schemaOf(what: string, cwd: string): Promise<AnySchemaObject> {
  const { code, stdout, stderr } = await agentBench(['schema', what], { cwd });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  return JSON.parse(stdout) as AnySchemaObject;
}

/** A check by an implementation of JSON Schema that is not the one which made the schema. */
function checkerOf(schema: AnySchemaObject): (value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false, allErrors: true });
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : validate.errors!.map((error) => `${error.instancePath} ${error.message}`));
}

describe('schema', () => {
  for (const what of ['scenario', 'report']) {
    it(`prints the ${what} as valid JSON Schema 2020-12`, async (t) => {
      const schema = await schemaOf(what, folder(t));
      assert.equal(schema['$schema'], 'https://json-schema.org/draft/2020-12/schema');
      const ajv = new Ajv2020({ strict: false });
      assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
    });
  }

  it('admits every built-in scenario and the smallest scenario of all', async (t) => {
    const check = checkerOf(await schemaOf('scenario', folder(t)));
    const files = readdirSync(scenarios);
    assert.ok(files.length >= 5);
    for (const file of files)
      assert.deepEqual(check(JSON.parse(readFileSync(`${scenarios}${file}`, 'utf8'))), [], file);
    assert.deepEqual(check({ sources: [{ name: 'a', latency: '730ms' }] }), []);
    assert.deepEqual(check({ $schema: './scenario.schema.json', ...quickScenario }), []);
  });

  it('refuses what agent-bench refuses', async (t) => {
    const check = checkerOf(await schemaOf('scenario', folder(t)));
    for (const bad of [
      {},
      { sources: [] },
      { sources: [{ name: 'a' }] },
      { sources: [{ name: 'a', latency: '1s', latncy: '1s' }] },
      { sources: 'none' },
      { sources: [{ name: 'a', latency: 'soon' }] },
      { sources: [{ name: 'a', latency: -1 }] },
      { sources: [{ name: 'a', latency: 90_000_000 }] },
      { sources: [{ name: 'a', latency: '1s' }], limits: { timeout: 0 } },
      { sources: [{ name: 'a', latency: '1s' }], modes: ['hybird'] },
    ]) {
      assert.notDeepEqual(check(bad), [], JSON.stringify(bad));
    }
  });

  for (const [name, args] of Object.entries({
    'a virtual run': ['run', '--virtual', '--cores', '2', '--modes', 'sequential,hybrid-barrier'],
    'a run with failures, retries and a cache': [
      'run',
      '--virtual',
      '--fail-source',
      'weather=flaky:0.5',
      '--fail-source',
      'news=malformed',
      '--retries',
      '2',
      '--cache-ttl',
      '60s',
      '--runs',
      '3',
    ],
    'a run of a scenario with distributions': ['run', 'slow-tail', '--virtual', '--runs', '5'],
    'a real run': ['run', 'SCENARIO'],
  })) {
    it(`admits the report of ${name}`, async (t) => {
      const cwd = folder(t);
      const path = scenarioFile(cwd, quickScenario);
      const check = checkerOf(await schemaOf('report', cwd));
      const { stdout } = await agentBench([...args.map((arg) => (arg === 'SCENARIO' ? path : arg)), '--json', '-'], {
        cwd,
      });
      assert.deepEqual(check(JSON.parse(stdout)), []);
    });
  }

  it('prints what an operation is asked with, which takes values and texts as they are typed', async (t) => {
    const { code, stdout } = await agentBench(['schema', 'sweep', '--input'], { cwd: folder(t) });
    assert.equal(code, 0);
    const check = checkerOf(JSON.parse(stdout) as AnySchemaObject);
    assert.deepEqual(check({ over: ['workers=1,2'], timeout: '15s', cores: 4 }), []);
    assert.notDeepEqual(check({ cores: 4 }), []);
    assert.notDeepEqual(check({ over: ['workers=1'], wrokers: 4 }), []);
    const { stderr } = await agentBench(['schema', 'sweeep', '--input'], { cwd: folder(t) });
    assert.match(stderr, /^error: --input: 'sweeep' is no operation; did you mean 'sweep'\?\n$/);
  });
});
