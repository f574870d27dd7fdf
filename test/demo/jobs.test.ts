// The demo's jobs: valid job files whose scripts do on the fleet what their descriptions say.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createDemoFleet } from '../../electron/demo/fleet.ts';
import { demoJobs } from '../../electron/demo/jobs.ts';
import { definitionProblems, jobDefinition } from '../../shared/model/job.ts';
import { parameterVariable, resolveParameters } from '../../shared/model/parameters.ts';
import { type Login, login } from './login.ts';

const definitions = new Map(demoJobs.map((yaml) => jobDefinition.parse(parse(yaml))).map((job) => [job.name, job]));

test('are five valid job files over @demo', () => {
  expect([...definitions.keys()]).toEqual(['uptime-report', 'disk-check', 'slow-backup', 'flaky-deploy', 'log-burst']);
  for (const job of definitions.values())
    expect({ targets: job.targets, problems: definitionProblems(job) }).toEqual({ targets: '@demo', problems: [] });
});

describe.skipIf(process.platform === 'win32')('on the fleet (needs sh)', () => {
  const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'demo-jobs-')));
  const fleet = createDemoFleet({ dir, env: process.env });
  let web: Login;
  let edge: Login;

  beforeAll(async () => {
    const { hosts, identity } = await fleet.start(8);
    const open = async (name: string) => {
      const host = hosts.find((item) => item.name === name);
      if (!host) throw new Error(`no ${name}`);
      return login(host, { identity });
    };
    [web, edge] = await Promise.all([open('web-01'), open('edge-01')]);
  });
  afterAll(async () => {
    web.close();
    edge.close();
    await fleet.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Runs a job's script as a command, without the time it sleeps. */
  async function run(host: Login, name: string) {
    const job = definitions.get(name);
    if (!job?.script.text) throw new Error(`no ${name}`);
    const { values } = resolveParameters(job.parameters, {});
    const exported = Object.entries(values).map(([key, value]) => `export ${parameterVariable(key)}='${value}'\n`);
    const { stdout, stderr, code } = await host.run(`${exported.join('')}sleep() { :; }\n${job.script.text}`);
    return { stdout: stdout.toString(), stderr: stderr.toString(), code };
  }

  test('uptime-report and disk-check find what is wrong with edge-01', async () => {
    expect(await run(web, 'uptime-report')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('load 4 of 4') });
    expect(await run(edge, 'uptime-report')).toMatchObject({ code: 1, stderr: 'nginx.service loaded failed failed\n' });
    expect(await run(web, 'disk-check')).toMatchObject({ code: 0, stderr: '' });
    expect(await run(edge, 'disk-check')).toMatchObject({ code: 1, stderr: 'edge-01: 100 % of / is used, the limit is 90 %\n' });
  });

  test('flaky-deploy fails on edge-01 for want of room', async () => {
    expect(await run(web, 'flaky-deploy')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('deployed') });
    expect(await run(edge, 'flaky-deploy')).toMatchObject({ code: 28, stderr: expect.stringContaining('No space left on device') });
  });

  test('slow-backup tells its progress and leaves nothing behind', async () => {
    const { stdout, stderr, code } = await run(web, 'slow-backup');
    expect({ code, stderr, steps: stdout.match(/part/g)?.length }).toEqual({ code: 0, stderr: '', steps: 20 });
    expect(stdout).toContain('part 20 of 20 [####################] 100 %');
    expect((await web.run('ls "$TMPDIR"')).stdout.toString()).toBe('');
  });

  test('log-burst writes coloured lines on both streams', async () => {
    const { stdout, stderr, code } = await run(web, 'log-burst');
    expect({ code, out: stdout.split('\n').length, err: stderr.split('\n').length }).toEqual({ code: 0, out: 1802, err: 201 });
    expect(stdout).toContain('\u001b[38;5;');
  });
});
