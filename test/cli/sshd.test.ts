// The built command line against real OpenSSH servers, each command its own process, as a person or a script would use it.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Execution, Run } from '../../shared/contract/run.ts';
import { askCli, runCli, runCliRaw, spawnCli } from '../support/cli.ts';
import { builtCli } from '../support/home.ts';
import { isRoot, makeKey, sshdMissing, startSshd } from '../support/sshd.ts';
import { createUser } from '../support/user.ts';
import { useServers } from './servers.ts';

const inSshd = describe.skipIf(sshdMissing !== null);
const oneLine = /^djcron: [^\n]+ \[DJ-[A-Z-]+\]\n$/;

inSshd('djcron over real SSH servers', { timeout: 300_000 }, () => {
  const servers = useServers();
  const { cli, addHost, addTrusted } = servers;

  async function hostsIn(run: Promise<{ stdout: string }>): Promise<Record<string, Partial<Execution>>> {
    const { executions }: Run = JSON.parse((await run).stdout);
    return Object.fromEntries(executions.map(({ host, state, exitCode, reason }) => [host, { state, exitCode, reason }]));
  }

  test('a host is refused until its key is accepted, then runs a command: both streams, exit code 3, exit code 1', async () => {
    await addHost('web-01', servers.sshd);
    const before = await cli('exec', '-t', '@all', '-o', 'json', '--', 'true');
    expect(before.code).toBe(4);
    expect(JSON.parse(before.stdout).executions).toMatchObject([{ state: 'refused', reason: 'host-key-unknown' }]);
    const accepted = await cli('key', 'accept', 'web-01');
    expect(accepted).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(servers.sshd.hostKey().fingerprint) });

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
          hostKey: servers.sshd.hostKey().fingerprint,
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
    await addTrusted('a', servers.sshd);
    await addTrusted('b', servers.other);
    await servers.other.stop();
    try {
      const run = cli('exec', '-t', '@all', '-o', 'json', '--', 'echo fine');
      expect(await hostsIn(run)).toEqual({
        a: { state: 'succeeded', exitCode: 0, reason: 'exit' },
        b: { state: 'unreachable', exitCode: null, reason: 'unreachable' },
      });
      expect((await run).code).toBe(4);
    } finally {
      await servers.other.restart();
    }
    const trusted = servers.other.hostKey().fingerprint;
    await servers.other.changeHostKey();
    const shown = servers.other.hostKey().fingerprint;
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
    await addTrusted('a', servers.sshd);
    const bytes = randomBytes(4 << 20);
    const file = path.join(servers.home.userDir, 'random');
    writeFileSync(file, bytes);
    const cat = await runCli(servers.home, ['exec', '-t', 'a', '-o', 'name', '--', `cat ${file}; cat ${file} >&2`]);
    expect(cat).toMatchObject({ code: 0, stdout: expect.stringMatching(/^r-\w+\n$/) });
    const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    for (const stream of ['--stdout', '--stderr']) {
      const raw = await runCliRaw(servers.home, ['run', 'logs', cat.stdout.trim(), '--host', 'a', stream, '--raw']);
      expect({ stream, length: raw.stdout.length, digest: digest(raw.stdout) }).toEqual({ stream, length: 4 << 20, digest: digest(bytes) });
    }

    const lines = Array.from({ length: 1_000_000 }, (_, i) => `${i + 1}\n`).join('');
    const seq = await runCliRaw(servers.home, ['exec', '-t', 'a', '--', 'seq 1000000']);
    expect(seq.code).toBe(0);
    expect(digest(seq.stdout)).toBe(digest(Buffer.from(lines.replace(/^/gm, 'a: ').slice(0, -3))));
    const raw = await runCliRaw(servers.home, ['run', 'logs', 'last', '--raw']);
    expect(digest(raw.stdout)).toBe(digest(Buffer.from(lines)));
  });

  test('each host has its own way: user, port, jump host, encrypted identity refused in one line', async () => {
    await addTrusted('door', servers.sshd);
    await addTrusted('inner', servers.other, '--jump', 'door');
    expect(await cli('exec', '-t', 'inner', '--', 'echo through')).toMatchObject({ code: 0, stdout: 'inner: through\n' });
    const locked = makeKey(servers.home.userDir, 'locked', 'ed25519', 'open sesame');
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
      const given = await runCli(servers.home, ['exec', '-t', 'p', '--password-stdin', '--', 'id -un'], { input: 'pa ss=wörd\n' });
      expect(given).toMatchObject({ code: 0, stdout: `p: ${user.name}\n` });
      expect((await cli('exec', '-t', 'p', '--', 'true')).code).toBe(4);
      expect(readFileSync(path.join(servers.home.dir, 'djcron.db')).includes('pa ss')).toBe(false);
    } finally {
      await server.close();
      user.remove();
    }
  });

  test('a host is tested step by step, and tells what it is', async () => {
    await addTrusted('a', servers.sshd);
    const [tested] = await askCli<{ ok: boolean; steps: { step: string; ok: boolean }[] }[]>(servers.home, ['host', 'test', 'a']);
    expect(tested?.steps.map(({ step, ok }) => [step, ok])).toEqual(
      ['dns', 'tcp', 'banner', 'host-key', 'authentication', 'shell'].map((step) => [step, true]),
    );
    expect(await askCli(servers.home, ['host', 'facts', 'a'])).toMatchObject([
      { host: 'a', error: null, facts: { arch: expect.any(String) } },
    ]);
    await cli('host', 'add', 'gone', '--address', '127.0.0.1', '--port', '1', '--user', 'x');
    const gone = await cli('host', 'test', 'gone');
    expect(gone).toMatchObject({ code: 4, stdout: expect.stringMatching(/tcp +failed/) });
  });

  test('what ended scripts left on a host is removed, and what goes on there is not', async () => {
    // a user of its own: the places in /var/tmp and /tmp that are looked through too are those of a user
    const user = isRoot ? createUser() : undefined;
    const server = await startSshd(user === undefined ? {} : { user });
    try {
      await addTrusted('tidy', server);
      const gate = path.join(server.home, 'gate of the clean');
      const folder = path.join(server.home, '.local/state/djcron');
      const exec = spawnCli(servers.home, ['exec', '-t', 'tidy', '--', `echo up; until [ -e '${gate}' ]; do sleep 0.1; done`]);
      const closed = once(exec, 'close');
      await once(exec.stdout ?? exec, 'data');
      const old = path.join(folder, 'e-of-long-ago');
      mkdirSync(old);
      writeFileSync(path.join(old, 'end'), '0 exit 12 ;\n');
      writeFileSync(path.join(old, 'out'), 'left\n');
      const { uid, gid } = statSync(folder);
      for (const file of [old, path.join(old, 'end'), path.join(old, 'out')]) chownSync(file, uid, gid);
      expect(await askCli(servers.home, ['host', 'clean', 'tidy'])).toEqual([{ host: 'tidy', executions: 0, bytes: 0, error: null }]);
      expect(await askCli(servers.home, ['host', 'clean', 'tidy', '--days', '0'])).toEqual([
        { host: 'tidy', executions: 1, bytes: 5, error: null },
      ]);
      expect(readdirSync(folder)).toHaveLength(1);
      writeFileSync(gate, '');
      expect((await closed)[0]).toBe(0);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      await server.close();
      user?.remove();
    }
  });

  test('Ctrl-C says what is left running, and with --cancel-on-interrupt nothing is', async () => {
    await addTrusted('a', servers.sshd);
    for (const cancel of [true, false]) {
      const exec = spawnCli(servers.home, [
        'exec',
        '-t',
        'a',
        ...(cancel ? ['--cancel-on-interrupt'] : []),
        '--',
        'echo $$; exec sleep 60',
      ]);
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
      const [execution] = (await askCli<Run>(servers.home, ['run', 'show', 'last'])).executions;
      if (cancel) {
        expect(err).toContain('confirmed: no process of it is left');
        expect(existsSync(`/proc/${pid}`)).toBe(false);
        expect(execution).toMatchObject({ state: 'cancelled', signal: expect.stringMatching(/^SIG(TERM|KILL)$/) });
      } else {
        expect(err).toMatch(/left running on 1 host; follow it with: djcron run watch r-/);
        expect(execution).toMatchObject({ state: 'running' });
        process.kill(pid, 'SIGTERM'); // it really is left running
        const watched = await cli('run', 'watch', 'last');
        expect(watched).toMatchObject({ code: 1, stderr: expect.stringContaining('a: failed (exit 143)') });
      }
    }
  });

  test('a reader that goes away ends it quietly, and does not change what a run came to', async () => {
    await addTrusted('a', servers.sshd);
    await cli('exec', '-t', 'a', '-q', '--', 'seq 100000');
    const piped = async (command: string) => {
      const script = `"$0" "$1" ${command}; echo " \${PIPESTATUS[0]}"`;
      const shell = spawn('bash', ['-c', script, process.execPath, builtCli()], {
        env: servers.home.env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [shell.stdout, shell.stderr]) {
        stream.on('data', (bytes: Buffer) => {
          said += bytes.toString();
        });
      }
      await once(shell, 'close');
      return said;
    };
    expect(await piped('run logs last | head -n 2')).toBe('a: 1\na: 2\n 0\n');
    expect(await piped("exec -t a -q -o json -- 'seq 100000; exit 3' | head -c 3")).toBe('{\n  1\n');
  });

  test('what is wrong is one line, exit code 2, and changes nothing', async () => {
    await addTrusted('web-01', servers.sshd);
    const file = (name: string, text: string | Uint8Array) => writeFileSync(path.join(servers.home.userDir, name), text);
    file('nul.sh', 'echo a\0b\n');
    file('latin1.sh', new Uint8Array([0x65, 0xe4, 0x0a]));
    file('bad.yaml', 'apiVersion: djcron/v1\nkind: Job\nname: x\n  script: {}\n');
    const hosts = await askCli(servers.home, ['host', 'list']);
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
    expect(await askCli(servers.home, ['host', 'list'])).toEqual(hosts);
    expect(await askCli(servers.home, ['run', 'list'])).toEqual([]);
    expect(await askCli(servers.home, ['job', 'list'])).toEqual([]);
  });
});
