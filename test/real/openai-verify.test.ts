import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Scope } from '#src/model/scope.js';
import { verificationSchema } from '#src/results/documents/verify.js';
import { resolveScenario } from '#src/scenario/load.js';
import { makePlan } from '#src/scenario/plan.js';
import { verify } from '#src/experiments/verify/verify.js';
import { delta, end, served } from '../support/model-server.js';

describe('verify of a scenario with a model server', () => {
  it('says of cores and workers that they are not judged, and judges the rest', async () => {
    await served(
      async (_, response) => {
        await pause(100);
        response.end(`${delta('a')}${end}`);
      },
      async (url) => {
        const sources = [
          { name: 'a', latency: 60 },
          { name: 'b', latency: 90 },
        ];
        const inference = {
          type: 'openai',
          url,
          model: 'big',
          firstToken: 100,
          tokens: 1,
          tokensPerSecond: 1e6,
        } as const;
        const plan = makePlan(
          await resolveScenario({ sources, inference }),
          { clock: 'real', runs: 1, cores: undefined, contention: 1 },
          2,
        );
        const report = verificationSchema.parse(await verify({ plan, within: new Scope(), progress: () => {} }));
        const reasons = new Map(report.checks.map(({ id, outcome, reason }) => [id, `${outcome}: ${reason}`]));
        for (const id of ['cores.parallel', 'cores.hybrid', 'left.jobs', 'left.threads']) {
          assert.equal(reasons.get(id), 'not judged: a model server makes the inference here, and no worker');
        }
        assert.equal(reasons.get('left.queries'), 'passed: null');
        assert.equal(reasons.get('tolerance'), 'passed: null');
      },
    );
  });
});
