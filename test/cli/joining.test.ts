// Several commands on one home: they join whoever has it, and nothing is lost when that one ends, politely or not.
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSocketClient } from '../../electron/cli/engine/socket-client.ts';
import type { Run } from '../../shared/contract/run.ts';
import { askCli, runCli, spawnCli } from '../support/cli.ts';
import { createHome } from '../support/home.ts';
import { serve } from '../support/serve.ts';
import { sshdMissing } from '../support/sshd.ts';
import { useServers } from './servers.ts';
import { start } from './terminal.ts';

const oneLine = /^djcron: [^\n]+ \[DJ-[A-Z-]+\]\n$/;

describe.skipIf(sshdMissing !== null)('several commands on one home', { timeout: 300_000 }, () => {
  const servers = useServers();
  const { cli, addTrusted } = servers;

  /** A command, and what it said so far. */
  function hear(args: readonly string[]) {
    const child = spawnCli(servers.home, args);
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.on('data', (bytes: Buffer) => {
        said[name] += bytes.toString();
      });
    return { said, code: once(child, 'close').then(([code]: unknown[]) => code) };
  }

  test('while a command has the home, others join it; the home is free again afterwards', async () => {
    await addTrusted('a', servers.sshd);
    const gate = path.join(servers.home.userDir, 'gate');
    const exec = spawnCli(servers.home, ['exec', '-t', 'a', '--', `until [ -e ${gate} ]; do sleep 0.1; done; echo opened`]);
    let heard = '';
    exec.stdout?.on('data', (bytes: Buffer) => {
      heard += bytes.toString();
    });
    const ended = once(exec, 'close');
    await expect.poll(async () => (await askCli<Run[]>(servers.home, ['run', 'list']).catch(() => []))[0]?.state).toBe('running');
    expect(await cli('host', 'add', 'b', '--address', '192.0.2.1')).toMatchObject({ code: 0 });
    const { id } = await askCli<Run>(servers.home, ['run', 'show', 'last']); // another one is last in a moment
    const watch = cli('run', 'watch', id);
    const mine = cli('exec', '-t', 'a', '--', 'sleep 1; echo mine');
    writeFileSync(gate, '');
    expect((await ended)[0]).toBe(0);
    expect(heard).toBe('a: opened\n');
    expect(await watch).toMatchObject({ code: 0, stdout: 'a: opened\n' });
    expect(await mine).toMatchObject({ code: 0, stdout: 'a: mine\n' });
    expect(await askCli(servers.home, ['host', 'list', '-o', 'json'])).toHaveLength(2);
    expect(existsSync(path.join(servers.home.dir, 'instance.json'))).toBe(false);
  });

  test('commands on one home at the same moment all succeed', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `h${i}`);
    const results = await Promise.all(names.map((name) => cli('host', 'add', name, '--address', '192.0.2.1')));
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      names.map((name) => ({ code: 0, stderr: expect.stringContaining(`added ${name} `) })),
    );
    expect((await cli('host', 'list', '-o', 'name')).stdout).toBe(names.map((name) => `${name}\n`).join(''));
  });

  describe('with serve on the home', () => {
    test('commands join it, detached runs go on in it, and it is found by doctor', async () => {
      await addTrusted('a', servers.sshd);
      const served = await serve(servers.home);
      try {
        expect(await askCli(servers.home, ['doctor'])).toMatchObject({
          instance: { pid: served.pid, url: expect.stringContaining(served.origin) },
        });
        const job = path.join(servers.home.userDir, 'hello.yaml');
        writeFileSync(path.join(servers.home.userDir, 'hello.sh'), '#!/bin/sh\necho "hello $DJCRON_PARAM_WHO from $DJCRON_JOB"\n');
        writeFileSync(
          job,
          'apiVersion: djcron/v1\nkind: Job\nname: hello\nscript: { file: hello.sh }\nparameters: [{ name: who, default: you }]\ntargets: a\n',
        );
        expect(await cli('job', 'apply', '-f', 'hello.yaml')).toMatchObject({ code: 0, stdout: 'created hello, version 1\n' });
        const started = await cli('job', 'run', 'hello', '-p', 'who=me', '--detach');
        expect(started).toMatchObject({ code: 0, stdout: expect.stringMatching(/^r-\w+\n$/) });
        expect(await cli('run', 'watch', started.stdout.trim())).toMatchObject({ code: 0, stdout: 'a: hello me from hello\n' });
        expect(await cli('run', 'logs', 'last', '-f')).toMatchObject({ code: 0, stdout: 'a: hello me from hello\n' });
        const second = await cli('serve', '--port', '0', '--no-open');
        expect(second).toMatchObject({ code: 2, stdout: '' });
        expect(second.stderr).toMatch(oneLine);
        expect(second.stderr).toContain(`pid ${served.pid}`);
        const samples = await askCli<unknown[]>(servers.home, ['run', 'samples', 'last']);
        expect(samples).toBeInstanceOf(Array);
      } finally {
        await served.stop();
      }
    });

    test('kill -9 of it loses nothing: the next command that follows the run tells its end', async () => {
      await addTrusted('a', servers.sshd);
      const served = await serve(servers.home);
      const gate = path.join(servers.home.userDir, 'gate of the killed');
      const run = spawnCli(servers.home, [
        'exec',
        '-t',
        'a',
        '--',
        `echo up; until [ -e '${gate}' ]; do sleep 0.1; done; echo down; exit 5`,
      ]);
      let out = '';
      run.stdout?.on('data', (bytes: Buffer) => {
        out += bytes.toString();
      });
      const closed = once(run, 'close');
      await expect.poll(() => out).toBe('a: up\n');
      await served.kill();
      expect((await closed)[0]).toBe(7);
      const [after] = await askCli<Run[]>(servers.home, ['run', 'list']);
      expect(after).toMatchObject({ state: 'running', counts: { running: 1 } });
      expect(await cli('run', 'logs', 'last')).toMatchObject({ code: 0, stdout: 'a: up\n' });
      const watch = cli('run', 'watch', 'last');
      writeFileSync(gate, '');
      expect(await watch).toMatchObject({ code: 1, stdout: 'a: up\na: down\n' });
      const [ended] = await askCli<Run[]>(servers.home, ['run', 'list']);
      expect(ended).toMatchObject({ state: 'failed', executions: [{ state: 'failed', exitCode: 5, noContactSince: null }] });
      expect(await cli('audit', 'verify')).toMatchObject({ code: 0 });
    });

    test('kill -9 of it is told with the run, on a line of its own', async () => {
      await addTrusted('a', servers.sshd);
      const served = await serve(servers.home);
      const gate = path.join(servers.home.userDir, 'gate');
      try {
        const client = createSocketClient(path.join(servers.home.dir, 'engine.sock'));
        const script = `echo up; until [ -e ${gate} ]; do sleep 0.1; done; echo >${gate}-passed`;
        const exec = start(['exec', '-t', 'a', '--', script], {
          client,
          shell: 'web',
          columns: 200,
        });
        await expect.poll(exec.stderr).toContain('0/1 done, 1 running');
        const { id } = await askCli<Run>(servers.home, ['run', 'show', 'last']);
        const others = [hear(['run', 'watch', id]), hear(['run', 'logs', id, '-f'])];
        for (const other of others) await expect.poll(() => other.said.stdout).toBe('a: up\n');
        await served.kill();
        const line = `djcron: the djcron that was joined has ended: see what became of the run: djcron run show ${id} [DJ-ENGINE-UNREACHABLE]\n`;
        const { code, stderr } = await exec.ended;
        expect([code, stderr.split('\r\u001b[K').at(-1)]).toEqual([7, line]);
        for (const other of others) {
          expect(await other.code).toBe(7);
          expect(other.said.stderr).toBe(line);
        }
      } finally {
        writeFileSync(gate, '');
        await served.kill();
      }
      await expect.poll(() => existsSync(`${gate}-passed`)).toBe(true); // it goes on alone
    });

    test('a backup of it while it runs can be restored elsewhere', async () => {
      await addTrusted('a', servers.sshd);
      await cli('exec', '-t', 'a', '-q', '--', 'echo kept');
      const served = await serve(servers.home);
      const elsewhere = createHome();
      try {
        expect(await cli('backup', 'copy.djcron')).toMatchObject({ code: 0, stderr: expect.stringContaining('wrote ') });
        const file = path.join(servers.home.userDir, 'copy.djcron');
        expect(statSync(file).mode & 0o777).toBe(0o600);
        expect((await cli('backup', 'copy.djcron')).stderr).toMatch(oneLine);
        const refused = await cli('restore', 'copy.djcron');
        expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/pid \d+.*\[DJ-HOME-LOCKED\]\n$/) });
        expect(await runCli(elsewhere, ['restore', file])).toMatchObject({ code: 0 });
        expect(await runCli(elsewhere, ['run', 'logs', 'last'])).toMatchObject({ code: 0, stdout: 'a: kept\n' });
        expect(await runCli(elsewhere, ['audit', 'verify'])).toMatchObject({ code: 0 });
        writeFileSync(file, 'no backup at all');
        const broken = await runCli(elsewhere, ['restore', file]);
        expect(broken).toMatchObject({ code: 2, stderr: expect.stringMatching(oneLine) });
        expect(await runCli(elsewhere, ['run', 'logs', 'last'])).toMatchObject({ code: 0, stdout: 'a: kept\n' });
      } finally {
        await served.stop();
        elsewhere.remove();
      }
    });
  });
});
