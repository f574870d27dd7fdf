// The built command line against real OpenSSH servers, each command its own process, as a person or a script would use it.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Execution, Run } from '../../shared/contract/runs.ts';
import { askCli, runCli, runCliRaw, spawnCli } from '../support/cli.ts';
import { builtCli, createHome, type TestHome } from '../support/home.ts';
import { serve } from '../support/serve.ts';
import { createUser, isRoot, makeKey, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';

const inSshd = describe.skipIf(sshdMissing !== null);
const oneLine = /^djcron: [^\n]+ \[DJ-[A-Z-]+\]\n$/;

inSshd('djcron over real SSH servers', () => {
  let home: TestHome;
  let sshd: Sshd;
  let other: Sshd;

  beforeAll(async () => {
    [sshd, other] = await Promise.all([startSshd(), startSshd()]);
  });
  afterAll(async () => {
    await Promise.all([sshd?.close(), other?.close()]);
  });
  beforeEach(() => {
    home = createHome();
  });
  afterEach(() => home.remove());

  const cli = (...args: string[]) => runCli(home, args);

  async function addHost(name: string, server: Sshd, ...more: string[]) {
    const place = ['--address', server.address, '--port', String(server.port), '--user', server.user, '--identity', server.identity];
    expect(await cli('host', 'add', name, ...place, ...more)).toMatchObject({ code: 0 });
  }

  async function addTrusted(name: string, server: Sshd, ...more: string[]) {
    await addHost(name, server, ...more);
    expect(await cli('key', 'accept', name)).toMatchObject({ code: 0 });
  }

  async function hostsIn(run: Promise<{ stdout: string }>): Promise<Record<string, Partial<Execution>>> {
    const { executions }: Run = JSON.parse((await run).stdout);
    return Object.fromEntries(executions.map(({ host, state, exitCode, reason }) => [host, { state, exitCode, reason }]));
  }

  test('a host is refused until its key is accepted, then runs a command: both streams, exit code 3, exit code 1', async () => {
    await addHost('web-01', sshd);
    const before = await cli('exec', '-t', '@all', '-o', 'json', '--', 'true');
    expect(before.code).toBe(4);
    expect(JSON.parse(before.stdout).executions).toMatchObject([{ state: 'refused', reason: 'host-key-unknown' }]);
    const accepted = await cli('key', 'accept', 'web-01');
    expect(accepted).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(sshd.hostKey().fingerprint) });

    const { code, stdout, stderr } = await cli('exec', '-t', '@all', '-o', 'json', '--', 'echo out; echo err >&2; exit 3');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      job: null,
      state: 'failed',
      trigger: 'manual',
      target: '@all',
      params: {},
      retryOf: null,
      finishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      executions: [
        {
          host: 'web-01',
          state: 'failed',
          attempt: 1,
          exitCode: 3,
          signal: null,
          reason: 'exit',
          stdoutBytes: 4,
          stderrBytes: 4,
          stdout: 'out\n',
          stderr: 'err\n',
          hostKey: sshd.hostKey().fingerprint,
        },
      ],
    });
    expect(stderr).toMatch(/^web-01: failed \(exit 3\)\n0\/1 succeeded, 1 failed \(exit 3\), [\d.]+m?s\n$/);

    const text = await cli('exec', '-t', 'web-01', '--', 'echo out; echo err >&2; printf unfinished');
    expect(text).toMatchObject({ code: 0, stdout: 'web-01: out\nweb-01: unfinished\n' });
    expect(text.stderr).toMatch(/^web-01: err\n1\/1 succeeded, /);
    expect(await cli('audit', 'verify')).toMatchObject({ code: 0 });
  });

  test('a stopped server is unreachable, a changed key is refused, and neither touches the others', async () => {
    await addTrusted('a', sshd);
    await addTrusted('b', other);
    await other.stop();
    try {
      const run = cli('exec', '-t', '@all', '-o', 'json', '--', 'echo fine');
      expect(await hostsIn(run)).toEqual({
        a: { state: 'succeeded', exitCode: 0, reason: 'exit' },
        b: { state: 'unreachable', exitCode: null, reason: 'unreachable' },
      });
      expect((await run).code).toBe(4);
    } finally {
      await other.restart();
    }
    const trusted = other.hostKey().fingerprint;
    await other.changeHostKey();
    const shown = other.hostKey().fingerprint;
    const run = cli('exec', '-t', '@all', '-o', 'json', '--', 'exit 5');
    expect(await hostsIn(run)).toEqual({
      a: { state: 'failed', exitCode: 5, reason: 'exit' },
      b: { state: 'refused', exitCode: null, reason: 'host-key-changed' },
    });
    expect((await run).code).toBe(1);
    const told = (await run).stderr.split('\n').find((line) => line.startsWith('b: '));
    expect(told).toContain(trusted);
    expect(told).toContain(shown);

    const blindly = await cli('key', 'accept', 'b');
    expect(blindly.code).toBe(2);
    expect(blindly.stderr).toMatch(/\[DJ-KEY-CHANGED\]\n$/);
    expect(await cli('key', 'accept', 'b', '--fingerprint', shown)).toMatchObject({ code: 0 });
    expect(await cli('exec', '-t', 'b', '-q', '--', 'true')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  test('every byte comes back: 4 MiB of random ones, and a million numbered lines', async () => {
    await addTrusted('a', sshd);
    const bytes = randomBytes(4 << 20);
    const file = path.join(home.userDir, 'random');
    writeFileSync(file, bytes);
    const cat = await runCli(home, ['exec', '-t', 'a', '-o', 'name', '--', `cat ${file}; cat ${file} >&2`]);
    expect(cat).toMatchObject({ code: 0, stdout: expect.stringMatching(/^r-\w+\n$/) });
    const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    for (const stream of ['--stdout', '--stderr']) {
      const raw = await runCliRaw(home, ['run', 'logs', cat.stdout.trim(), '--host', 'a', stream, '--raw']);
      expect({ stream, length: raw.stdout.length, digest: digest(raw.stdout) }).toEqual({ stream, length: 4 << 20, digest: digest(bytes) });
    }

    const lines = Array.from({ length: 1_000_000 }, (_, i) => `${i + 1}\n`).join('');
    const seq = await runCliRaw(home, ['exec', '-t', 'a', '--', 'seq 1000000']);
    expect(seq.code).toBe(0);
    expect(digest(seq.stdout)).toBe(digest(Buffer.from(lines.replace(/^/gm, 'a: ').slice(0, -3))));
    const raw = await runCliRaw(home, ['run', 'logs', 'last', '--raw']);
    expect(digest(raw.stdout)).toBe(digest(Buffer.from(lines)));
  });

  test('each host has its own way: user, port, jump host, encrypted identity refused in one line', async () => {
    await addTrusted('door', sshd);
    await addTrusted('inner', other, '--jump', 'door');
    expect(await cli('exec', '-t', 'inner', '--', 'echo through')).toMatchObject({ code: 0, stdout: 'inner: through\n' });
    const locked = makeKey(home.userDir, 'locked', 'ed25519', 'open sesame');
    await cli('host', 'edit', 'inner', '--identity', locked);
    const refused = await cli('exec', '-t', 'inner', '--', 'true');
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toMatch(/^inner: refused: .*passphrase/m);
  });

  test.skipIf(!isRoot)('a password comes from standard input and stays in memory', async () => {
    const user = createUser({ password: 'pa ss=wörd' });
    const server = await startSshd({ user, config: 'PasswordAuthentication yes\nKbdInteractiveAuthentication no\nUsePAM no\n' });
    try {
      const place = ['--address', server.address, '--port', String(server.port), '--user', user.name];
      await cli('host', 'add', 'p', ...place);
      await cli('key', 'accept', 'p');
      const given = await runCli(home, ['exec', '-t', 'p', '--password-stdin', '--', 'id -un'], { input: 'pa ss=wörd\n' });
      expect(given).toMatchObject({ code: 0, stdout: `p: ${user.name}\n` });
      expect((await cli('exec', '-t', 'p', '--', 'true')).code).toBe(4);
      expect(readFileSync(path.join(home.dir, 'djcron.db')).includes('pa ss')).toBe(false);
    } finally {
      await server.close();
      user.remove();
    }
  });

  test('a host is tested step by step, and tells what it is', async () => {
    await addTrusted('a', sshd);
    const [tested] = await askCli<{ ok: boolean; steps: { step: string; ok: boolean }[] }[]>(home, ['host', 'test', 'a']);
    expect(tested?.steps.map(({ step, ok }) => [step, ok])).toEqual(
      ['dns', 'tcp', 'banner', 'host-key', 'authentication', 'shell'].map((step) => [step, true]),
    );
    expect(await askCli(home, ['host', 'facts', 'a'])).toMatchObject([{ host: 'a', error: null, facts: { arch: expect.any(String) } }]);
    await cli('host', 'add', 'gone', '--address', '127.0.0.1', '--port', '1', '--user', 'x');
    const gone = await cli('host', 'test', 'gone');
    expect(gone).toMatchObject({ code: 4, stdout: expect.stringMatching(/tcp +failed/) });
  });

  test('while a command has the home, others join it; the home is free again afterwards', async () => {
    await addTrusted('a', sshd);
    const gate = path.join(home.userDir, 'gate');
    const exec = spawnCli(home, ['exec', '-t', 'a', '--', `until [ -e ${gate} ]; do sleep 0.1; done; echo opened`]);
    let heard = '';
    exec.stdout?.on('data', (bytes: Buffer) => {
      heard += bytes.toString();
    });
    const ended = once(exec, 'close');
    await expect.poll(async () => (await askCli<Run[]>(home, ['run', 'list']).catch(() => []))[0]?.state).toBe('running');
    expect(await cli('host', 'add', 'b', '--address', '192.0.2.1')).toMatchObject({ code: 0 });
    const watch = cli('run', 'watch', 'last');
    const mine = cli('exec', '-t', 'a', '--', 'sleep 1; echo mine');
    writeFileSync(gate, '');
    expect((await ended)[0]).toBe(0);
    expect(heard).toBe('a: opened\n');
    expect(await watch).toMatchObject({ code: 0, stdout: 'a: opened\n' });
    expect(await mine).toMatchObject({ code: 0, stdout: 'a: mine\n' });
    expect(await askCli(home, ['host', 'list', '-o', 'json'])).toHaveLength(2);
    expect(existsSync(path.join(home.dir, 'instance.json'))).toBe(false);
  });

  test('commands on one home at the same moment all succeed', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `h${i}`);
    const results = await Promise.all(names.map((name) => cli('host', 'add', name, '--address', '192.0.2.1')));
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      names.map((name) => ({ code: 0, stderr: expect.stringContaining(`added ${name} `) })),
    );
    expect((await cli('host', 'list', '-o', 'name')).stdout).toBe(names.map((name) => `${name}\n`).join(''));
  });

  test('Ctrl-C says what is left running, and with --cancel-on-interrupt nothing is', async () => {
    await addTrusted('a', sshd);
    for (const cancel of [true, false]) {
      const exec = spawnCli(home, ['exec', '-t', 'a', ...(cancel ? ['--cancel-on-interrupt'] : []), '--', 'echo $$; exec sleep 60']);
      let [out, err] = ['', ''];
      exec.stdout?.on('data', (bytes: Buffer) => {
        out += bytes.toString();
      });
      exec.stderr?.on('data', (bytes: Buffer) => {
        err += bytes.toString();
      });
      const closed = once(exec, 'close');
      await expect.poll(() => out).toMatch(/^a: \d+\n$/);
      const pid = Number(out.slice(3));
      exec.kill('SIGINT');
      expect((await closed)[0]).toBe(130);
      const [execution] = (await askCli<Run>(home, ['run', 'show', 'last'])).executions;
      if (cancel) {
        expect(err).toContain('confirmed: no process of it is left');
        expect(existsSync(`/proc/${pid}`)).toBe(false);
        expect(execution).toMatchObject({ state: 'cancelled', signal: expect.stringMatching(/^SIG(TERM|KILL)$/) });
      } else {
        expect(err).toMatch(/left running on 1 host.*lost/);
        expect(execution).toMatchObject({ state: 'lost', reason: 'engine-ended' });
        process.kill(pid, 'SIGKILL'); // it really is left running
      }
    }
  });

  test('a reader that goes away ends it quietly', async () => {
    await addTrusted('a', sshd);
    await cli('exec', '-t', 'a', '-q', '--', 'seq 100000');
    const script = `"$0" "$1" run logs last | head -n 2; echo "\${PIPESTATUS[0]}"`;
    const shell = spawn('bash', ['-c', script, process.execPath, builtCli()], { env: home.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    shell.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    shell.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    await once(shell, 'close');
    expect(said).toBe('a: 1\na: 2\n0\n');
  });

  describe('with serve on the home', () => {
    test('commands join it, detached runs go on in it, and it is found by doctor', async () => {
      await addTrusted('a', sshd);
      const served = await serve(home);
      try {
        expect(await askCli(home, ['doctor'])).toMatchObject({
          instance: { pid: served.pid, url: expect.stringContaining(served.origin) },
        });
        const job = path.join(home.userDir, 'hello.yaml');
        writeFileSync(path.join(home.userDir, 'hello.sh'), '#!/bin/sh\necho "hello $DJCRON_PARAM_WHO from $DJCRON_JOB"\n');
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
        const samples = await askCli<unknown[]>(home, ['run', 'samples', 'last']);
        expect(samples).toBeInstanceOf(Array);
      } finally {
        await served.stop();
      }
    });

    test('kill -9 of it leaves nothing that seems to run', async () => {
      await addTrusted('a', sshd);
      const served = await serve(home);
      const run = spawnCli(home, ['exec', '-t', 'a', '--', 'echo up; sleep 30']);
      let out = '';
      run.stdout?.on('data', (bytes: Buffer) => {
        out += bytes.toString();
      });
      const closed = once(run, 'close');
      await expect.poll(() => out).toBe('a: up\n');
      await served.kill();
      expect((await closed)[0]).toBe(7);
      const [after] = await askCli<Run[]>(home, ['run', 'list']);
      expect(after).toMatchObject({ state: 'failed', counts: { lost: 1 }, executions: [{ state: 'lost', reason: 'engine-ended' }] });
      expect(await cli('run', 'logs', 'last')).toMatchObject({ code: 0, stdout: 'a: up\n' });
      expect(await cli('audit', 'verify')).toMatchObject({ code: 0 });
      expect(await cli('run', 'watch', 'last')).toMatchObject({ code: 4 });
    });

    test('a backup of it while it runs can be restored elsewhere', async () => {
      await addTrusted('a', sshd);
      await cli('exec', '-t', 'a', '-q', '--', 'echo kept');
      const served = await serve(home);
      const elsewhere = createHome();
      try {
        expect(await cli('backup', 'copy.djcron')).toMatchObject({ code: 0, stderr: expect.stringContaining('wrote ') });
        const file = path.join(home.userDir, 'copy.djcron');
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

  test('what is wrong is one line, exit code 2, and changes nothing', async () => {
    await addTrusted('web-01', sshd);
    const file = (name: string, text: string | Uint8Array) => writeFileSync(path.join(home.userDir, name), text);
    file('nul.sh', 'echo a\0b\n');
    file('latin1.sh', new Uint8Array([0x65, 0xe4, 0x0a]));
    file('bad.yaml', 'apiVersion: djcron/v1\nkind: Job\nname: x\n  script: {}\n');
    const hosts = await askCli(home, ['host', 'list']);
    const wrong = [
      ['exec', '-t', 'web-1', '--', 'true'],
      ['exec', '-t', 'web-[01', '--', 'true'],
      ['exec', '-t', 'web-01', '--script', 'nul.sh'],
      ['exec', '-t', 'web-01', '--script', 'latin1.sh'],
      ['exec', '-t', 'web-01', '--script', 'missing.sh'],
      ['host', 'add', 'x', '--address', 'y', '--port', '0'],
      ['host', 'edit', 'web-01', '--port', '65536'],
      ['host', 'add', 'x', '--address', 'y', '--identity', 'no-such-key'],
      ['host', 'rm', '@all'],
      ['key', 'import', 'no-such-file', '--yes'],
      ['host', 'import', '--ssh-config', 'no-such-file', '--yes'],
      ['restore', 'no-such-file'],
      ['config', 'set', 'web-01'],
      ['nonsense'],
    ];
    for (const args of wrong) {
      const said = await cli(...args);
      expect(said.stderr, args.join(' ')).toMatch(oneLine);
      expect({ args, code: said.code, stdout: said.stdout }).toEqual({ args, code: args[0] === 'config' ? 3 : 2, stdout: '' });
    }
    const bad = await cli('job', 'apply', '-f', 'bad.yaml');
    expect(bad).toMatchObject({ code: 2, stdout: '' });
    expect(bad.stderr).toMatch(/^bad\.yaml:\d+:\d+: [^\n]+ \[DJ-JOB-[A-Z]+\]\n$/);
    expect(await askCli(home, ['host', 'list'])).toEqual(hosts);
    expect(await askCli(home, ['run', 'list'])).toEqual([]);
    expect(await askCli(home, ['job', 'list'])).toEqual([]);
  });
});
