// The programs that travel to hosts: clean shell, one line, and the same under every sh there is.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factsProgram } from '../../electron/runner/facts.ts';
import { shellProgram } from '../../electron/runner/probe.ts';
import { cleanCommand, cleanProgram, sweepCommand, sweepProgram } from '../../electron/runner/wrapper/clean.ts';
import { identity, variables } from '../../electron/runner/wrapper/fragments.ts';
import { keptCommand, keptProgram } from '../../electron/runner/wrapper/kept.ts';
import { folderName, payloadOf } from '../../electron/runner/wrapper/order.ts';
import { endBlanks } from '../../electron/runner/wrapper/protocol.ts';
import { shellCommand } from '../../electron/runner/wrapper/quote.ts';
import { interpreterOf } from '../../electron/runner/wrapper/shebang.ts';
import { startCommand, startProgram } from '../../electron/runner/wrapper/start.ts';
import { stopCommand, stopProgram } from '../../electron/runner/wrapper/stop.ts';
import { descendantsOf } from '../support/processes.ts';
import { orderFor } from '../support/runner.ts';

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const programs = {
  start: startProgram,
  stop: stopProgram,
  clean: cleanProgram,
  kept: keptProgram,
  sweep: sweepProgram,
  facts: factsProgram,
  shell: shellProgram,
};

const ask = { nonce: 'nonce', name: 'e1', mode: 'start' as const, agoMs: 0, offsets: { stdout: 0, stderr: 0, samples: 0 } };

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
    startCommand(orderFor({ user: 'ana' } as never, "it's", { runAs: 'postgres' }), ask),
    stopCommand({ nonce: 'n', name: 'e', graceMs: 0, runAs: null }),
    cleanCommand({ nonce: 'n', name: 'e', runAs: null }),
    sweepCommand({ nonce: 'n', days: 1, keep: ['e'] }),
    keptCommand,
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

interface Started {
  stdout: string;
  stderr: string;
}

interface More {
  env?: Record<string, string>;
  extra?: NodeJS.ProcessEnv;
  cut?: number;
  nonce?: string;
  /** called with all it said so far, whenever it says more */
  onSaid?: (stdout: string) => unknown;
  /** nothing is ever sent, as on a connection that is dead: when the program waits for its order */
  onWaiting?: () => void;
}

/** What the program says when it is let run to its end, and told that all is stored. */
function start(shell: string, script: string, more: More = {}) {
  const order = orderFor({ user: 'ana' } as never, script, { env: more.env ?? {}, samplesMs: 1000 });
  const nonce = more.nonce ?? 'nonce';
  const payload = payloadOf(order, { nonce, name: 'e1' });
  const command = startCommand(order, { ...ask, nonce }).replace(/^sh /, `${shell} `);
  const child = spawn('sh', ['-c', command], { env: { PATH: process.env.PATH, HOME: dir, ...more.extra } });
  const waiting = join(dir, '.local/state/djcron/e1', `wait.${nonce}`);
  if (more.onWaiting === undefined) child.stdin.write(payload.subarray(0, payload.length - (more.cut ?? 0)));
  else
    void expect
      .poll(() => existsSync(waiting) && statSync(waiting).size > 0, { timeout: 20_000 })
      .toBe(true)
      .then(more.onWaiting);
  if (more.cut !== undefined) child.stdin.end();
  return new Promise<Started>((resolve) => {
    const said: Started = { stdout: '', stderr: '' };
    child.stdout.on('data', (bytes: Buffer) => {
      said.stdout += bytes.toString();
      more.onSaid?.(said.stdout);
      // lost: of two that began to follow at once the one that was overtaken may find that all is stored, and gone
      if (/DJ \w+ (end \S+ \S+ \d+ |lost \S+)\n/.test(said.stdout)) child.stdin.end('done\n');
    });
    child.stderr.on('data', (bytes: Buffer) => {
      said.stderr += bytes.toString();
    });
    child.once('close', () => resolve(said));
  });
}

describe.for(shells)('under %s', (shell) => {
  const missing = !has(shell.split(' ')[0] ?? '');

  test.skipIf(missing)('values arrive as they are, random ones too', async () => {
    const text = (length: number) => String.fromCodePoint(...Array.from({ length }, () => 1 + Math.floor(Math.random() * 0x2fff)));
    const env: Record<string, string> = {
      ALL: String.fromCharCode(...Array.from({ length: 255 }, (_, i) => i + 1)),
      NL: '\n\n',
      EMPTY: '',
      Q: `'"'`,
    };
    for (let i = 0; i < 20; i++) env[`V${i}`] = text(1 + i * 20);
    const names = Object.keys(env);
    const { stdout } = await start(shell, `for name in ${names.join(' ')}; do eval 'printf "%s<next>" "$'$name'"'; done`, { env });
    const at = /^DJ nonce out \d+\n/m.exec(stdout);
    const values = stdout.slice((at?.index ?? 0) + (at?.[0].length ?? 0)).split('<next>');
    expect(Object.fromEntries(names.map((name, i) => [name, values[i]]))).toEqual(env);
  });

  test.skipIf(missing)('signals are as in a fresh session, the end is told, and nothing stays', async () => {
    const { stdout, stderr } = await start(shell, 'grep -E "SigIgn|SigBlk" /proc/self/status | cut -f2; kill -KILL $$');
    expect(stdout).toMatch(
      /^\nDJ nonce ready\nDJ nonce begin \d+ \d+ \d+ \d+\nDJ nonce out 34\n0{16}\n0{16}\nDJ nonce end 137 exit \d+ \nDJ nonce clean\n$/,
    );
    expect([stderr, existsSync(join(dir, '.local/state/djcron/e1'))]).toEqual(['', false]);
  });

  test.skipIf(missing)('a script that runs for a while is followed and measured', async () => {
    const gate = join(dir, 'measured');
    rmSync(gate, { force: true });
    const script = `echo first; until [ -e ${gate} ]; do sleep 0.1; done; echo last; echo err >&2; exit 9`;
    const onSaid = (said: string) => said.includes('\nDJ-PROC ') && writeFileSync(gate, '');
    const { stdout } = await start(shell, script, { onSaid });
    expect(stdout).toContain('DJ nonce out 6\nfirst\n');
    expect(stdout).toMatch(/^DJ nonce use \d+ \d+\nDJ-PROC [\d.]+ /m);
    expect(stdout).toContain('DJ nonce out 5\nlast\n');
    expect(stdout).toContain('DJ nonce err 4\nerr\n');
    expect(stdout).toMatch(/^DJ nonce end 9 exit \d{2,} \nDJ nonce clean\n$/m);
  });

  test.skipIf(missing)('variables of the login environment change nothing', async () => {
    const extra = { dj_text: 'x', dj_nonce: 'x', dj_folder: '/', dj_found: 'x', LC_ALL: 'de_DE.UTF-8', TIME_STYLE: 'long-iso' };
    const { stdout } = await start(shell, 'env | grep -c "^dj_"; echo "$LC_ALL"', { extra });
    expect(stdout).toContain('0\nde_DE.UTF-8\n');
  });

  test.skipIf(missing)('a script that did not arrive whole is not run', async () => {
    const { stdout } = await start(shell, 'echo ran; echo more', { cut: 5 });
    expect(stdout).toBe('\nDJ nonce ready\nDJ nonce fail short\n');
    expect(existsSync(join(dir, '.local/state/djcron/e1'))).toBe(false);
  });

  test.skipIf(missing)('who follows after a loss of contact rests, and its sleeps do not pile up', async () => {
    const gate = join(dir, 'gate');
    rmSync(gate, { force: true });
    const first = start(shell, `until [ -e "${gate}" ]; do sleep 0.1; done; exit 3`);
    await expect.poll(() => existsSync(join(dir, '.local/state/djcron/e1/follow')), { timeout: 20_000 }).toBe(true);
    const find = { ...ask, nonce: 'again', mode: 'find' as const, agoMs: 10 };
    const command = startCommand(orderFor({ user: 'ana' } as never, ''), find).replace(/^sh /, `${shell} `);
    const child = spawn('sh', ['-c', command], { env: { PATH: process.env.PATH, HOME: dir } });
    let said = '';
    const sleeps = new Promise<number>((resolve) => {
      child.stdout.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        if (said.split('DJ again use').length > 3) resolve(descendantsOf(child.pid ?? 0).filter((name) => name === 'sleep').length);
        if (/DJ again end 3 exit \d+ \n$/.test(said)) child.stdin.end('done\n');
      });
    });
    expect(await sleeps).toBeLessThan(3);
    writeFileSync(gate, '');
    await Promise.all([first, once(child, 'close')]);
    expect(said).toMatch(/DJ again clean\n$/);
  });

  test.skipIf(missing)('an end that is read while it is written is read whole', () => {
    const program = `${variables}${identity}cd "$1"; i=0; while [ $i -lt 120 ]; do
      echo "$2" >end; (sleep 0.002; echo "123 exit 4 ;" 1<>end) & until dj_ended; do :; done;
      wait; echo "$dj_found"; i=$((i + 1)); done`;
    const [name = '', ...words] = shell.split(' ');
    const { stdout } = spawnSync(name, [...words, '-c', program, 'sh', dir, endBlanks], { encoding: 'utf8' });
    expect([...new Set(stdout.split('\n'))]).toEqual(['123 exit 4 ;', '']);
  });

  test.skipIf(missing)('an execution that is there is not started again', async () => {
    const counter = join(dir, 'counter');
    rmSync(counter, { force: true });
    const script = `echo x >>"${counter}"; sleep 0.5; exit 3`;
    const all = await Promise.all(['first', 'second', 'third'].map((nonce) => start(shell, script, { nonce })));
    expect(readFileSync(counter, 'utf8')).toBe('x\n');
    const ends = all.flatMap(({ stdout }) => /^DJ \w+ end (.*) \d+ $/m.exec(stdout)?.[1] ?? []);
    expect(new Set(ends)).toEqual(new Set(['3 exit']));
  });

  test.skipIf(missing)('one that waits for its order on a dead connection ends with the start on another', async () => {
    let waits = () => {};
    const waiting = new Promise<void>((resolve) => (waits = resolve));
    const dead = start(shell, 'exit 1', { nonce: 'dead', onWaiting: waits });
    await waiting;
    const { stdout, stderr } = await start(shell, 'exit 3');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^DJ nonce end 3 exit \d+ \nDJ nonce clean\n$/m);
    expect((await dead).stdout).toBe('\nDJ dead ready\n');
  });
});
