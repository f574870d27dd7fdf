// The programs that travel to hosts: clean shell, one line, and the same under every sh there is.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factsProgram } from '../../electron/runner/facts.ts';
import { collectorCommand, collectorProgram, procProgram, psProgram } from '../../electron/runner/samples/collector.ts';
import { createReadingParser } from '../../electron/runner/samples/reading.ts';
import { folderName, payloadOf, secretOf } from '../../electron/runner/wrapper/order.ts';
import { oneLine, shellCommand } from '../../electron/runner/wrapper/quote.ts';
import { interpreterOf } from '../../electron/runner/wrapper/shebang.ts';
import { startProgram } from '../../electron/runner/wrapper/start.ts';
import { parseStop, sessionProgram, stopCommand, stopProgram } from '../../electron/runner/wrapper/stop.ts';
import { orderFor } from '../support/runner.ts';

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const programs = { start: startProgram, stop: stopProgram, collector: collectorProgram, facts: factsProgram };

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'djcron-programs-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.skipIf(!has('shellcheck')).for(Object.entries(programs))('shellcheck finds nothing in the program %s', ([name, text]) => {
  const file = join(dir, `${name}.sh`);
  writeFileSync(file, `#!/bin/sh\n${text}`);
  const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', file], { encoding: 'utf8' });
  expect([stdout, status]).toEqual(['', 0]);
});

test('nothing on a command line needs more than single quotes', () => {
  const commands = [
    shellCommand(startProgram, ['n', '1', 'e'], 'postgres'),
    stopCommand({ nonce: 'n', pid: 1, start: '1', cookie: 'c', graceMs: 0, runAs: null }),
    collectorCommand({ everyMs: 1000, pid: 1, start: '1', cookie: 'c', runAs: null }),
  ];
  for (const command of commands) expect(command).not.toMatch(/[\\!\n]/);
  expect(() => shellCommand('true', ["it's"], null)).toThrow(/cannot be put on a command line/);
});

test('the name of a folder holds nothing that a path or a shell would see', () => {
  expect([folderName('r-01J/web 1:2'), folderName('../x'), folderName('-rf')]).toEqual(['r-01J-web-1-2', '_.-x', '_rf']);
});

test.for([
  ['echo', '', ''],
  ['#!/bin/bash\nx', '/bin/bash', ''],
  ['#! /bin/bash -e -u \r\nx', '/bin/bash', '-e -u'],
  ['#!/usr/bin/env -S python3 -u\n', '/usr/bin/env', '-S python3 -u'],
  ['#!/bin/sh', '/bin/sh', ''],
  ['#!\nx', '', ''],
  [' #!/bin/sh\n', '', ''],
] as const)('%j is read by %j with %j', ([script, path, argument]) => {
  expect(interpreterOf(script)).toEqual({ path, argument });
});

const shells = ['dash', 'bash', 'bash --posix', 'busybox sh', 'mksh', 'ksh'];

describe.for(shells)('under %s', (name) => {
  const [shell = '', ...first] = name.split(' ');
  const missing = !has(shell);
  const start = (script: string, env: Record<string, string>, more: { home?: string; extra?: NodeJS.ProcessEnv; cut?: number } = {}) => {
    const order = orderFor(null as never, script, { env });
    const bytes = payloadOf(order, { nonce: 'nonce', secret: secretOf('5ec3e7'), cookie: 'cookie' });
    const args = [...first, '-c', oneLine(startProgram), 'dj', 'nonce', String(Buffer.byteLength(script)), 'e1'];
    const environment = { PATH: process.env.PATH, HOME: more.home ?? dir, ...more.extra };
    return spawnSync(shell, args, { input: bytes.subarray(0, bytes.length - (more.cut ?? 0)), env: environment });
  };

  test.skipIf(missing)('values arrive as they are, random ones too', () => {
    const text = (length: number) => String.fromCodePoint(...Array.from({ length }, () => 1 + Math.floor(Math.random() * 0x2fff)));
    const env: Record<string, string> = {
      ALL: String.fromCharCode(...Array.from({ length: 255 }, (_, i) => i + 1)),
      NL: '\n\n',
      EMPTY: '',
      Q: `'"'`,
    };
    for (let i = 0; i < 20; i++) env[`V${i}`] = text(1 + i * 20);
    const names = Object.keys(env);
    const { stdout } = start(`for name in ${names.join(' ')}; do eval 'printf "%s<next>" "$'$name'"'; done`, env);
    const printed = stdout.toString();
    const values = stdout
      .toString()
      .slice(stdout.toString().indexOf('\n', stdout.toString().indexOf('DJ-BEGIN')) + 1)
      .split('<next>');
    expect(printed).toContain('DJ-READY nonce');
    expect(Object.fromEntries(names.map((name, i) => [name, values[i]]))).toEqual(env);
  });

  test.skipIf(missing)('signals are as in a fresh session, and the end is told on both streams', () => {
    const { stdout, stderr } = start('grep -E "SigIgn|SigBlk" /proc/self/status | cut -f2; kill -KILL $$', {});
    expect(stdout.toString()).toMatch(/^\nDJ-READY nonce\n\nDJ-BEGIN nonce \d+ \d+\n0{16}\n0{16}\n\x1e5ec3e7 137\n$/);
    expect(stderr.toString()).toMatch(/^\nDJ-BEGIN nonce \d+ \d+\n\x1e5ec3e7 137\n$/);
  });

  test.skipIf(missing)('variables of the login environment cannot carry the secret on', () => {
    const { stdout } = start('env | grep -c 5ec3e7', {}, { extra: { dj_secret: 'x', dj_text: 'x', dj_nonce: 'x', LC_ALL: 'de_DE.UTF-8' } });
    expect(stdout.toString()).toContain('\n0\n');
  });

  test.skipIf(missing)('a script that did not arrive whole is not run', () => {
    const { stdout } = start('echo ran; echo more', {}, { cut: 5 });
    expect(stdout.toString()).toBe('\nDJ-READY nonce\n\nDJ-FAIL nonce short\n');
    expect(start('', { A: 'b' }, { cut: 8 }).stdout.toString()).toContain('DJ-FAIL nonce short');
  });

  test.skipIf(missing)('a stop ends the group, and what left it, after the grace by force', async () => {
    // Sleeps nobody else on this machine sleeps: that both are there proves that both have set their trap.
    const seconds = 1_000_000 + process.pid;
    const script = `trap "" TERM; setsid sh -c "trap \\"\\" TERM; sleep ${seconds}; sleep ${seconds}" & sleep ${seconds}; sleep ${seconds}`;
    const child = spawn('setsid', ['sh', '-c', script], {
      env: { ...process.env, DJCRON_EXECUTION: `stop-${process.pid}` },
      stdio: 'ignore',
    });
    const gone = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    await expect
      .poll(() =>
        spawnSync('pgrep', ['-fxc', `sleep ${seconds}`])
          .stdout.toString()
          .trim(),
      )
      .toBe('2');
    const { start: began } = identityOf(child.pid ?? 0);
    const stop = (grace: string) =>
      new Promise<string>((resolve) => {
        const args = ['nonce', String(child.pid), began, `DJCRON_EXECUTION=stop-${process.pid}`, grace, oneLine(sessionProgram)];
        const stopper = spawn(shell, [...first, '-c', oneLine(stopProgram), 'dj', ...args]);
        let text = '';
        stopper.stdout.on('data', (bytes) => {
          text += bytes;
        });
        stopper.once('close', () => resolve(text));
      });
    expect(parseStop(await stop('3'), 'nonce')).toEqual({ signalled: true, killed: true, survivors: [], complete: true });
    expect(await gone).toBe('SIGKILL');
    expect(parseStop(await stop('3'), 'nonce')).toEqual({ signalled: false, killed: false, survivors: [], complete: true });
  });
});

function identityOf(pid: number): { start: string } {
  const { stdout } = spawnSync('cat', [`/proc/${pid}/stat`], { encoding: 'utf8' });
  return { start: stdout.slice(stdout.lastIndexOf(')') + 2).split(' ')[19] ?? '' };
}

const awks = ['awk', 'busybox awk', 'gawk', 'original-awk'].filter((awk) => has(awk.split(' ')[0] ?? ''));

describe.for(awks)('the collector with %s', (awk) => {
  const collect = async (proc: string) => {
    const busy = spawn('setsid', ['sh', '-c', 'while :; do :; done'], {
      env: { ...process.env, DJCRON_EXECUTION: `measure-${process.pid}` },
      stdio: 'ignore',
    });
    await expect.poll(() => identityOf(busy.pid ?? 0).start).not.toBe('');
    const text = oneLine(collectorProgram).replaceAll('/proc/', proc).replaceAll('awk -v', `${awk} -v`);
    const args = [
      '1',
      String(busy.pid),
      identityOf(busy.pid ?? 0).start,
      `DJCRON_EXECUTION=measure-${process.pid}`,
      oneLine(procProgram),
      oneLine(psProgram),
    ];
    const collector = spawn('sh', ['-c', text, 'dj', ...args]);
    const parser = createReadingParser();
    const readings: unknown[] = [];
    let at = 0;
    await new Promise<void>((resolve) => {
      collector.stdout.on('data', (bytes: Buffer) => {
        at += 1000;
        for (const line of bytes.toString().split('\n')) readings.push(...[parser.line(line, at)].filter((reading) => reading !== null));
        if (readings.length >= 2) busy.kill('SIGKILL');
      });
      collector.once('close', () => resolve());
    });
    return readings[1];
  };

  test('reads /proc, and ends with the script', async () => {
    expect(await collect('/proc/')).toEqual({
      at: expect.any(Number),
      host: {
        cpuPercent: expect.any(Number),
        memoryBytes: expect.any(Number),
        memoryTotalBytes: expect.any(Number),
        netRxBytesPerS: expect.any(Number),
        netTxBytesPerS: expect.any(Number),
        diskReadBytesPerS: expect.any(Number),
        diskWriteBytesPerS: expect.any(Number),
        load1: expect.any(Number),
      },
      execution: {
        cpuPercent: expect.any(Number),
        memoryBytes: expect.any(Number),
        diskReadBytesPerS: expect.any(Number),
        diskWriteBytesPerS: expect.any(Number),
        processes: 1,
      },
    });
  });

  test('without /proc asks ps', async () => {
    expect(await collect('/nowhere/')).toMatchObject({
      host: { cpuPercent: expect.any(Number), netRxBytesPerS: null },
      execution: { cpuPercent: expect.any(Number), memoryBytes: expect.any(Number), processes: 1 },
    });
  });
});
