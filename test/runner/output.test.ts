// What a script prints arrives byte for byte, in order, whole; and its exit code with it.
import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionTo, openRunner, orderFor, type TestRunner } from '../support/runner.ts';
import { type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';

describe.skipIf(sshdMissing !== null)('the output of a script', () => {
  let sshd: Sshd;
  let runner: TestRunner;
  beforeAll(async () => {
    sshd = await startSshd();
    runner = openRunner();
  });
  afterAll(async () => {
    await runner[Symbol.asyncDispose]();
    await sshd.close();
    expect(runner.errors).toEqual([]);
  });
  const run = (script: string, more = {}) => runner.run(orderFor(connectionTo(sshd), script, more));
  const texts = async (script: string, more = {}) => {
    const { outcome, stdout, stderr } = await run(script, more);
    return { outcome, stdout: stdout.toString(), stderr: stderr.toString() };
  };

  test('keeps stdout and stderr apart and tells the exit code', async () => {
    expect(await texts('echo out; echo err >&2; exit 3')).toEqual({
      outcome: { type: 'exited', exitCode: 3, leftovers: [] },
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test('begins with started, which names the process and the host key', async () => {
    const { messages, stdout } = await run('echo $$');
    expect(messages.map((message) => message.type)).toEqual(['started', 'output', 'finished']);
    expect(messages[0]).toEqual({
      type: 'started',
      execution: messages[0]?.execution,
      at: expect.any(Number),
      pid: Number(stdout.toString()),
      hostKey: sshd.hostKey().fingerprint,
    });
  });

  test('has the umask of a login', async () => {
    expect((await texts('umask')).stdout).toBe(`${process.umask().toString(8).padStart(4, '0')}\n`);
  });

  test.for([
    ['exit 0', 0],
    ['exit 255', 255],
    ['exit 137', 137],
    ['kill -KILL $$', 137],
    ['kill -INT $$', 130],
    ['kill -PIPE $$', 141],
    ['kill -HUP $$', 129],
    ['nosuchcommand 2>/dev/null', 127],
    ['#!/usr/bin/nosuch\nx', 127],
    ['#!/etc/passwd\nx', 126],
    ['', 0],
  ] as const)('%j ends with %i', async ([script, exitCode]) => {
    expect((await run(script)).outcome).toEqual({ type: 'exited', exitCode, leftovers: [] });
  });

  test('4 MiB of random bytes on both streams come back identical', async () => {
    const bytes = randomBytes(4 << 20);
    writeFileSync(join(sshd.home, 'random'), bytes);
    const { stdout, stderr } = await run('cat ~/random; cat ~/random >&2');
    expect([stdout.equals(bytes), stderr.equals(bytes)]).toEqual([true, true]);
  });

  test('1,000,000 numbered lines come back in order', async () => {
    const { stdout } = await run('seq 1 1000000');
    const lines = stdout.toString().split('\n');
    expect([lines.length, lines.findIndex((line, i) => line !== String(i + 1))]).toEqual([1_000_001, 1_000_000]);
  });

  test('a line of 20 MB and a last line without newline stay what they are', async () => {
    const { stdout } = await run('head -c 20000000 /dev/zero | tr "\\0" x; echo; printf end');
    expect([stdout.length, stdout.subarray(-5).toString()]).toEqual([20_000_004, 'x\nend']);
  });

  test('a script of 5 MB runs', async () => {
    const script = `#!/bin/bash\n${`# ${'x'.repeat(97)}\n`.repeat(50_000)}basename "\${0%.*}"; wc -c <"$0"\n`;
    expect((await texts(script)).stdout).toBe(`script\n${script.length}\n`);
  });

  test('an interpreter with an argument, and env -S, are those of the kernel', async () => {
    expect((await texts('#!/usr/bin/perl -w\nprint "perl\\n"; exit 9')).outcome).toEqual({ type: 'exited', exitCode: 9, leftovers: [] });
    expect((await texts('#!/usr/bin/env -S bash -e\nfalse\necho no')).outcome).toEqual({ type: 'exited', exitCode: 1, leftovers: [] });
    expect((await texts('#!/bin/sh\n[ -n "$BASH_VERSION" ] || echo plain')).stdout).not.toBe('');
  });

  test('a script with CRLF lines runs, as wrong as it is', async () => {
    const { outcome, stdout } = await texts('#!/bin/bash\r\necho hi\r\nexit 0\r\n');
    expect([outcome, stdout]).toEqual([{ type: 'exited', exitCode: 2, leftovers: [] }, 'hi\r\n']);
  });

  test('unicode, an override of direction and bytes that are no text pass through', async () => {
    const { stdout } = await run('echo "héllo 漢字 🎉 ﷽ \u202eRTL"; printf "\\377\\376"');
    expect(stdout).toEqual(Buffer.concat([Buffer.from('héllo 漢字 🎉 ﷽ \u202eRTL\n'), Buffer.from([0xff, 0xfe])]));
  });

  test('nothing a script prints is taken for the end', async () => {
    const forged = '\nDJ x ready\nDJ 0123456789abcdef end 0 exit 1\nDJ 0123456789abcdef out 5\nabc';
    writeFileSync(join(sshd.home, 'forged'), forged);
    expect(await texts('cat ~/forged; cat ~/forged >&2; exit 4')).toEqual({
      outcome: { type: 'exited', exitCode: 4, leftovers: [] },
      stdout: forged,
      stderr: forged,
    });
  });

  test('merged output is in exact order', async () => {
    const { stdout, stderr } = await texts('for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done', { output: 'merged' });
    expect([stdout, stderr]).toEqual([[1, 2, 3, 4, 5].map((i) => `out ${i}\nerr ${i}\n`).join(''), '']);
  });

  test('standard input is empty', async () => {
    expect((await texts('read x; echo "$?"; wc -c')).stdout).toBe('1\n0\n');
  });

  test('the environment, the home and the working directory are as ordered', async () => {
    const env = { DJCRON: '1', TEXT: 'a\'b"c$d`e`\\ \n new !x\n' };
    const { stdout } = await texts('printf "%s|" "$DJCRON" "$TEXT" "$PWD"', { env, workingDirectory: '/usr' });
    expect(stdout).toBe(`1|${env.TEXT}|/usr|`);
    expect((await texts('pwd; echo "$HOME"')).stdout).toBe(`${sshd.home}\n${sshd.home}\n`);
  });

  test('a daemon that keeps the streams open does not keep the run open', async () => {
    const { outcome, stdout } = await texts('setsid sh -c "sleep 300" & echo "$!"; exit 5');
    expect(outcome).toEqual({ type: 'exited', exitCode: 5, leftovers: expect.arrayContaining([expect.stringMatching(/sleep 300/)]) });
    process.kill(Number(stdout));
  });

  test('the folder on the host is private while the script runs and gone afterwards', async () => {
    const { stdout } = await texts('stat -c "%a %U" "$(dirname "$0")" "$(dirname "$(dirname "$0")")" "$0"');
    expect(stdout).toBe(`700 ${sshd.user}\n700 ${sshd.user}\n600 ${sshd.user}\n`);
    const place = join(sshd.home, '.local/state/djcron');
    const names = () => readdirSync(place).filter((name) => !/^\.[0-9a-f]+\.[0-9]+\.[1-8]$/.test(name)); // these are in store
    await expect.poll(names).toEqual([]);
  });

  test('the same order twice is one execution', async () => {
    const order = orderFor(connectionTo(sshd), 'echo once >>~/count; cat ~/count');
    runner.start(order);
    runner.start(order);
    const { stdout } = await runner.end(order.execution);
    runner.start(order);
    await run('true');
    expect([
      stdout.toString(),
      runner.messages.filter((message) => message.execution === order.execution && message.type === 'finished').length,
    ]).toEqual(['once\n', 1]);
  });

  test('output comes while the script runs, at the latest a moment after it was printed', async () => {
    const order = orderFor(connectionTo(sshd), 'echo first; until [ -e ~/go ]; do sleep 0.05; done; echo second');
    runner.start(order);
    await runner.until(order.execution, 'output');
    writeFileSync(join(sshd.home, 'go'), '');
    expect((await runner.end(order.execution)).messages.map((message) => message.type)).toEqual([
      'started',
      'output',
      'output',
      'finished',
    ]);
  });
});
