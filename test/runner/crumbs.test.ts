// What is left on a host by a program that was killed while it removed an execution: whoever is asked for it next takes it away.
// And what is not left, though it looks so.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cleanCommand, sweepCommand } from '../../electron/runner/wrapper/clean.ts';
import { keptCommand, startRequest } from '../../electron/runner/wrapper/kept.ts';
import { payloadOf } from '../../electron/runner/wrapper/order.ts';
import { startCommand } from '../../electron/runner/wrapper/start.ts';
import { orderFor } from '../support/runner.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'djcron-crumbs-'));
  mkdirSync(base(), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const base = () => join(dir, '.local/state/djcron');
const said = (command: string) =>
  spawnSync('sh', ['-c', command], { env: { PATH: process.env.PATH, HOME: dir }, input: '', encoding: 'utf8' }).stdout.trim();
const order = orderFor({ user: 'root' } as never, 'exit 4');
const ask = { nonce: 'n', name: 'gone', offsets: { stdout: 0, stderr: 0, samples: 0 } };
const look = (agoMs: number) => said(startCommand(order, { ...ask, mode: 'find', agoMs }));

const crumbs: Record<string, () => void> = {
  'a file that leads nowhere': () => writeFileSync(join(base(), 'gone'), '.token.1.1\n'),
  'a file that names nothing': () => writeFileSync(join(base(), 'gone'), ''),
  'what was put out of the way': () => mkdirSync(join(base(), 'gone.0123.void/with'), { recursive: true }),
};

for (const [name, leave] of Object.entries(crumbs)) {
  test(`${name} goes with the execution that is to be removed, found, or lost to a restart`, () => {
    for (const [ask, answer] of [
      [() => said(cleanCommand({ nonce: 'n', name: 'gone', runAs: null })), 'DJ n clean'],
      [() => look(1), 'DJ n none never-started'],
      [() => look(1e13), 'DJ n none rebooted'],
    ] as const) {
      leave();
      writeFileSync(join(base(), 'gone-too'), '.token.1.2\n'); // another's
      expect([ask(), readdirSync(base())]).toEqual([answer, ['gone-too']]);
    }
  });
}

for (const [name, command] of [
  ['in a kept shell', keptCommand],
  ['by itself', startCommand(order, { ...ask, mode: 'start', agoMs: 0 })],
] as const) {
  test(`what waits for its order ${name} is not swept`, async () => {
    const child = spawn('sh', ['-c', command], { env: { PATH: process.env.PATH, HOME: dir }, stdio: ['pipe', 'pipe', 'ignore'] });
    let heard = '';
    child.stdout.on('data', (bytes: Buffer) => {
      heard += bytes.toString();
    });
    if (command === keptCommand) child.stdin.write(startRequest(order, { ...ask, mode: 'start', agoMs: 0 }));
    await expect.poll(() => heard).toContain('DJ n ready');
    expect(said(sweepCommand({ nonce: 'n', days: 0, keep: [] }))).toBe('DJ n swept 0 0');
    child.stdin.write(payloadOf(order, ask));
    await expect.poll(() => heard).toMatch(/DJ n end 4 exit/);
    child.stdin.end('done\n');
    await once(child, 'close');
    expect(readdirSync(base())).toEqual([]);
  });
}
