import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { command, start } from './terminal.ts';
import { ordered, withHosts } from './told-hosts.ts';

describe('exec', () => {
  test('shows lines as they come, whole, each stream on its own, and ends as the hosts did', () =>
    withHosts(['a', 'b'], async (core, hosts) => {
      const exec = start(['exec', '-t', 'a,b', '--', 'echo', 'hi  there'], { client: core.client });
      await ordered(core, 2);
      expect(core.runner.starts()[0]?.script).toBe('echo hi  there');
      await hosts.started(0);
      await hosts.started(1);
      await hosts.says(0, 'stdout', 'one\ntw');
      await expect.poll(exec.stdout).toBe('a: one\n');
      await hosts.says(0, 'stderr', 'oops\n');
      await expect.poll(exec.stderr).toBe('a: oops\n');
      await hosts.says(0, 'stdout', 'o\nrest');
      await expect.poll(exec.stdout).toBe('a: one\na: two\n');
      await hosts.says(1, 'stdout', 'b\n');
      await hosts.exits(0, 0);
      await hosts.exits(1, 3);
      expect(await exec.ended).toEqual({
        code: 1,
        stdout: expect.stringMatching(/^a: one\na: two\n/),
        stderr: expect.stringMatching(/^a: oops\nb: failed \(exit 3\)\n1\/2 succeeded, 1 failed \(exit 3\), [\d.]+m?s\n$/),
      });
      expect(exec.stdout().split('\n').sort()).toEqual(['', 'a: one', 'a: rest', 'a: two', 'b: b']);
    }));

  test.for([[], ['-b']])('names what scripts left running, which is no failure (%s)', (options) =>
    withHosts(['a', 'b'], async (core, hosts) => {
      const exec = start(['exec', '-t', 'a,b', ...options, '--', 'x'], { client: core.client });
      await ordered(core, 2);
      await hosts.exits(0, 0, ['4711 sleep 100']);
      await hosts.exits(1, 0);
      const { code, stderr } = await exec.ended;
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^a: left running: 4711 sleep 100\n2\/2 succeeded, /)]);
    }),
  );

  test('gives a line longer than a window shows in full', () =>
    withHosts(['a'], async (core, hosts) => {
      const line = 'x'.repeat(3_000_000);
      const exec = start(['exec', '-t', 'a', '-q', '--', 'x'], { client: core.client });
      await ordered(core, 1);
      await hosts.started(0);
      for (let at = 0; at < line.length; at += 32_768) await hosts.says(0, 'stdout', line.slice(at, at + 32_768));
      await hosts.says(0, 'stdout', '\nshort\n');
      await hosts.exits(0, 0);
      expect(await exec.ended).toEqual({ code: 0, stdout: `a: ${line}\na: short\n`, stderr: '' });
    }));

  test('prints one document with both streams for a program', () =>
    withHosts(['a', 'b'], async (core, hosts) => {
      const exec = start(['exec', '-t', 'a,b', '-o', 'json', '--', 'x'], { client: core.client });
      await ordered(core, 2);
      await hosts.started(0);
      await hosts.started(1);
      await hosts.says(0, 'stdout', 'out\n');
      await hosts.says(0, 'stderr', 'err\n');
      await hosts.says(1, 'stdout', new Uint8Array([0xff, 0x0a]));
      await hosts.exits(0, 3);
      await hosts.exits(1, 0);
      const { code, stdout } = await exec.ended;
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        state: 'partial',
        job: null,
        trigger: 'manual',
        target: 'a,b',
        executions: [
          { host: 'a', state: 'failed', exitCode: 3, stdout: 'out\n', stderr: 'err\n' },
          { host: 'b', state: 'succeeded', exitCode: 0, stdout: '\ufffd\n', stdoutBase64: '/wo=', stderr: '' },
        ],
      });
      expect(JSON.parse(stdout).executions[0].truncated).toBeUndefined();
      const again = await command(['run', 'show', 'last', '-o', 'yaml'], { client: core.client });
      expect(parse(again.stdout)).toMatchObject({ state: 'partial' });
    }));

  test('says so when a stream is longer than the document holds', () =>
    withHosts(['a'], async (core, hosts) => {
      const exec = start(['exec', '-t', 'a', '-o', 'jsonl', '--', 'x'], { client: core.client });
      await ordered(core, 1);
      await hosts.started(0);
      await hosts.says(0, 'stdout', `${'ä'.repeat(524_287)}a€`); // the limit cuts the last character in two
      await hosts.exits(0, 0);
      const [execution] = JSON.parse((await exec.ended).stdout).executions;
      expect({ ...execution, stdout: execution.stdout.length }).toMatchObject({ stdout: 524_288, truncated: true });
      expect(execution.stdoutBase64).toBeUndefined();
    }));

  test('on Ctrl-C tells honestly that the hosts go on, and a second one ends at once', () =>
    withHosts(['a'], async (core, hosts) => {
      const exec = start(['exec', '-t', 'a', '--', 'sleep', '60'], { client: core.client });
      await ordered(core, 1);
      await hosts.started(0);
      exec.signal('SIGINT');
      const { code, stderr } = await exec.ended;
      expect(code).toBe(130);
      expect(stderr).toMatch(/^interrupted: (r-\w+) is left running on 1 host; follow it with: djcron run watch \1/);

      const joined = start(['exec', '-t', 'a', '--', 'sleep', '60'], { client: core.client, shell: 'web' });
      await ordered(core, 2);
      joined.signal('SIGTERM');
      expect(await joined.ended).toMatchObject({ code: 143, stderr: expect.stringContaining('follow it with: djcron run watch r-') });

      const stubborn = start(['exec', '-t', 'a', '--cancel-on-interrupt', '--', 'sleep', '60'], { client: core.client });
      await ordered(core, 3);
      stubborn.signal('SIGINT');
      await expect.poll(stubborn.stderr).toContain('cancelling');
      stubborn.signal('SIGINT');
      expect((await stubborn.ended).code).toBe(130);
    }));

  test('refuses what cannot be run, and starts nothing', () =>
    withHosts(['a'], async ({ client }) => {
      const wrong: [string[], number][] = [
        [['exec', '-t', 'a'], 2],
        [['exec', '-t', 'b', '--', 'x'], 2],
        [['exec', '-t', 'a', '--timeout', '5x', '--', 'x'], 2],
        [['exec', '-t', 'a', '-f', '0', '--', 'x'], 2],
        [['exec', '-t', 'a', '--script', '/nowhere/x.sh'], 2],
        [['exec', '-t', 'a', '--script', '-'], 2],
        [['exec', '-t', 'a ! a', '--', 'x'], 6],
        [['exec', '-t', '@@', '--', 'x'], 2],
        [['exec', '-t', 'a', '--ask-password', '--', 'x'], 2],
        [['job', 'run', 'nothing'], 3],
        [['run', 'show', 'r-0'], 3],
        [['run', 'list', '--state', 'lost'], 2],
        [['run', 'list', '--since', 'yesterday'], 2],
      ];
      for (const [args, code] of wrong) {
        const said = await command(args, { client, input: 'a\0b' });
        expect(said, args.join(' ')).toMatchObject({ code, stdout: '' });
        expect(said.stderr, args.join(' ')).toMatch(/^djcron: [^\n]+ \[DJ-[A-Z-]+\]\n$/);
      }
      expect(await client.runs.list()).toEqual([]);
    }));

  test('colours the host on a terminal, lets no other sequence through, and leaves no status line behind', () =>
    withHosts(['a'], async (core, hosts) => {
      const exec = start(['exec', '-t', 'a', '--', 'x'], { client: core.client, columns: 80, env: {} });
      await ordered(core, 1);
      await hosts.started(0);
      await hosts.says(0, 'stdout', '\u001b[32mgreen\u001b[0m\u001b]0;title\u0007\n');
      await hosts.exits(0, 0);
      const { stdout, stderr } = await exec.ended;
      expect(stdout).toBe('\u001b[36ma:\u001b[0m \u001b[32mgreen\u001b[0m\u001b[0m\n');
      expect(stderr.endsWith('1/1 succeeded, 200ms\u001b[0m\n')).toBe(true);
    }));
});

describe('a run that was', () => {
  test('is read again by host, by stream, as lines and as its very bytes', () =>
    withHosts(['a', 'b'], async (core, hosts) => {
      const { client } = core;
      await client.runs.exec({ target: 'a,b', script: 'x' });
      await hosts.started(0);
      await hosts.started(1);
      await hosts.says(0, 'stdout', 'one\n');
      await hosts.says(0, 'stderr', 'two\n');
      await hosts.says(1, 'stdout', new Uint8Array([0, 255, 10, 65]));
      await hosts.exits(0, 0);
      await hosts.exits(1, 0);
      const logs = (...more: string[]) => command(['run', 'logs', 'last', ...more], { client });
      expect(await logs('--host', 'a')).toEqual({ code: 0, stdout: 'a: one\n', stderr: 'a: two\n' });
      expect(await logs('--stderr')).toEqual({ code: 0, stdout: 'a: two\n', stderr: '' });
      expect(await logs('--host', 'a', '--raw')).toEqual({ code: 0, stdout: 'one\n', stderr: 'two\n' });
      expect(await logs('--host', 'b', '--raw', '--stdout')).toMatchObject({ stdout: '\0\ufffd\nA' });
      expect((await logs('--raw')).code).toBe(2);
      expect((await logs('--host', 'c')).code).toBe(3);
      expect(
        (await logs('-o', 'jsonl')).stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line).text),
      ).toEqual(['one', 'two', '\0\ufffd', 'A']);
      expect((await command(['run', 'watch', 'last'], { client })).code).toBe(0);
      const list = await command(['run', 'list', '-o', 'csv', '-n', '1'], { client });
      expect(list.stdout).toMatch(/^id,job,state,hosts,target,trigger,actor,started,duration\nr-\w+,,succeeded,2\/2,"a,b",manual,ana,/);
      expect(JSON.parse((await command(['run', 'list', '-o', 'json'], { client })).stdout)).toMatchObject([
        { state: 'succeeded', job: null, executions: [{ host: 'a' }, { host: 'b' }] },
      ]);
    }));

  test('is shown as last seen when no djcron follows it', () =>
    withHosts(['a'], async (core, hosts) => {
      await core.client.runs.exec({ target: 'a', script: 'sleep 60' });
      await hosts.started(0);
      const hint = /^no djcron follows it now, so this is as it was last seen; follow it with: djcron run watch r-\w+\n$/;
      expect((await command(['run', 'show', 'last'], { client: core.client })).stderr).toMatch(hint);
      expect((await command(['run', 'show', 'last'], { client: core.client, shell: 'web' })).stderr).toBe('');
      await hosts.exits(0, 0);
      expect((await command(['run', 'show', 'last'], { client: core.client })).stderr).toBe('');
    }));

  test.for([100, 0])('tells on a terminal (%s columns), while it is cancelled, how many hosts have not proved their end', (columns) =>
    withHosts(['a', 'b'], async (core, hosts) => {
      await core.client.runs.exec({ target: 'a,b', script: 'sleep 60' });
      await hosts.started(0);
      await hosts.started(1);
      const cancel = start(['run', 'cancel', 'last'], { client: core.client, shell: 'web', columns });
      await expect.poll(cancel.stderr).toMatch(/cancel r-\w+ \(sleep 60\) on a,b\?/);
      cancel.type('y\n');
      await expect.poll(cancel.stderr).toContain('0/2 ended');
      await hosts.isCancelled(0);
      await expect.poll(cancel.stderr).toContain('1/2 ended, the others are asked for the proof that nothing is left');
      await hosts.isCancelled(1);
      expect((await cancel.ended).code).toBe(0);
    }),
  );

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends on %s while it waits for the proof of a cancel, and says that there is none yet', ([signal, exitCode]) =>
    withHosts(['a'], async (core, hosts) => {
      const { id } = await core.client.runs.exec({ target: 'a', script: 'sleep 60' });
      await hosts.started(0);
      const cancel = start(['run', 'cancel', 'last', '--yes'], { client: core.client, shell: 'web', columns: 200 });
      await expect.poll(cancel.stderr).toContain('0/1 ended');
      cancel.signal(signal);
      const { code, stdout, stderr } = await cancel.ended;
      expect([code, stdout]).toEqual([exitCode, '']);
      const line = `interrupted: ${id} is told to end, but that is not proved yet; see what became of it with: djcron run show ${id}`;
      expect(stderr.split('\r\u001b[K').at(-1)).toBe(`${line}\n`);
    }),
  );

  test('is cancelled with proof on one host while the other goes on', () =>
    withHosts(['a', 'b'], async (core, hosts) => {
      await core.client.runs.exec({ target: 'a,b', script: 'x' });
      await hosts.started(0);
      await hosts.started(1);
      const cancel = start(['run', 'cancel', 'last', '--host', 'b'], { client: core.client, shell: 'web' });
      await expect.poll(() => core.runner.orders.at(-1)).toMatchObject({ type: 'cancel', execution: core.runner.starts()[1]?.execution });
      await hosts.isCancelled(1);
      expect(await cancel.ended).toEqual({
        code: 0,
        stdout: 'b: cancelled (exit 143, SIGTERM): signalled; confirmed: no process of it is left\n',
        stderr: '',
      });
      await hosts.exits(0, 0);
      expect((await command(['run', 'cancel', 'last'], { client: core.client })).stderr).toContain('[DJ-RUN-FINISHED]');
    }));
});

describe('a job', () => {
  const yaml =
    'apiVersion: djcron/v1\nkind: Job\nname: hello\nscript: { text: "echo $DJCRON_PARAM_WHO" }\nparameters: [{ name: who, required: true }]\ntargets: a\n';

  test('runs with its parameters, elsewhere when told, and detached only where something goes on', () =>
    withHosts(['a', 'b'], async (core, hosts) => {
      const { client } = core;
      await client.jobs.apply({ yaml, origin: 'hello.yaml' });
      expect((await command(['job', 'run', 'hello'], { client })).stderr).toMatch(/who.*\[DJ-PARAM-INVALID\]\n$/);
      const plan = await command(['job', 'run', 'hello', '-p', 'who=you=me', '--dry-run', '-o', 'json'], { client });
      expect(JSON.parse(plan.stdout)).toMatchObject({ hosts: [{ name: 'a' }], params: { who: 'you=me' } });
      expect(await client.runs.list()).toEqual([]);
      const alone = await command(['job', 'run', 'hello', '-p', 'who=x', '--detach'], { client });
      expect(alone).toMatchObject({ code: 7, stderr: expect.stringContaining('[DJ-ENGINE-UNREACHABLE]') });
      const detached = await command(['job', 'run', 'hello', '-p', 'who=x', '-t', 'b', '--detach'], { client, shell: 'web' });
      expect(detached).toMatchObject({ code: 0, stdout: expect.stringMatching(/^r-\w+\n$/) });
      expect(core.runner.starts()[0]).toMatchObject({ connection: { host: 'b' }, env: { DJCRON_PARAM_WHO: 'x' } });
      await hosts.started(0);
      await hosts.exits(0, 0);
      const removed = await command(['job', 'rm', 'hello'], { client });
      expect(removed).toMatchObject({ code: 0, stderr: 'removed hello\n' });
    }));
});
