// The same execution asked for twice at the same moment, as after a contact that was lost: whoever comes first, it begins once, and
// what is told of it is so.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerRequest, keptCommand, startRequest } from '../../electron/runner/wrapper/kept.ts';
import { payloadOf } from '../../electron/runner/wrapper/order.ts';
import { startCommand } from '../../electron/runner/wrapper/start.ts';
import { orderFor } from '../support/runner.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'djcron-twice-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Host {
  child: ChildProcessByStdio<Writable, Readable, null>;
  said(): string;
  /** it has ended, or told how the script did */
  done(): boolean;
}

function host(command: string): Host {
  const child = spawn('sh', ['-c', command], { env: { PATH: process.env.PATH, HOME: dir }, stdio: ['pipe', 'pipe', 'ignore'] });
  let said = '';
  child.stdin.on('error', () => {}); // who is not needed has ended
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const told = /^DJ \w+ (end|none|fail) .*\n/m;
  return { child, said: () => said, done: () => told.test(said) || child.exitCode !== null || child.signalCode !== null };
}

const counted = () => (existsSync(join(dir, 'counter')) ? readFileSync(join(dir, 'counter'), 'utf8').length : 0);
const order = () => orderFor({ user: 'root' } as never, `printf x >>"${dir}/counter"; exit 3`);
const ask = (nonce: string) => ({ nonce, name: 'twice', agoMs: 0, offsets: { stdout: 0, stderr: 0, samples: 0 } });

async function leave(hosts: readonly Host[]): Promise<void> {
  for (const { child } of hosts) {
    child.stdin.end();
    child.kill('SIGKILL');
  }
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}

describe('the same execution asked for at the same moment', () => {
  test.for(Array.from({ length: 24 }, (_, i) => i))('in two kept shells begins once (%s)', async () => {
    const shells = ['n1', 'n2'].map((nonce) => ({ nonce, ...host(keptCommand) }));
    for (const { child } of shells) child.stdin.write(answerRequest('warm', 'cd /'));
    for (const { said } of shells) await expect.poll(said, { interval: 5 }).toContain('over 0');
    for (const { nonce, child } of shells) {
      child.stdin.write(startRequest(order(), { ...ask(nonce), mode: 'start' }));
      child.stdin.write(payloadOf(order(), { nonce, name: 'twice' }));
    }
    const ends = () => shells.flatMap(({ said }) => /^DJ \w+ ((?:end|none|fail) .*?)\d* \n/m.exec(said())?.[1] ?? []);
    await expect.poll(ends, { timeout: 20_000, interval: 5 }).toContain('end 3 exit ');
    expect([counted(), ends().filter((end) => end !== 'end 3 exit ')]).toEqual([1, []]);
    await leave(shells);
  });

  test.for(Array.from({ length: 40 }, (_, i) => i))('to begin and to be looked for has begun, or never does (%s)', async (turn) => {
    const starter = host(startCommand(order(), { ...ask('n1'), mode: 'start' }));
    await expect.poll(starter.said, { interval: 5 }).toContain('ready');
    const payload = payloadOf(order(), { nonce: 'n1', name: 'twice' });
    starter.child.stdin.write(payload.subarray(0, -3));
    const looker = host(startCommand(order(), { ...ask('n2'), mode: 'find', agoMs: 100 }));
    await pause((turn % 20) / 2 + 3);
    starter.child.stdin.write(payload.subarray(-3)); // it was on its way
    await expect.poll(looker.done, { timeout: 20_000, interval: 5 }).toBe(true);
    const never = looker.said().includes('none never-started');
    await expect.poll(() => never || counted() > 0, { timeout: 20_000 }).toBe(true);
    looker.child.stdin.end();
    starter.child.stdin.end();
    await expect.poll(() => starter.done() || !never, { timeout: 20_000, interval: 5 }).toBe(true);
    expect(counted()).toBe(never ? 0 : 1);
    await leave([starter, looker]);
  });
});
