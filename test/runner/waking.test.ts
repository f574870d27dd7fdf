// The end of a script wakes who watches and follows it; whoever has seen the end by then must not be disturbed.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payloadOf } from '../../electron/runner/wrapper/order.ts';
import { startCommand } from '../../electron/runner/wrapper/start.ts';
import { orderFor } from '../support/runner.ts';

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const ask = { nonce: 'nonce', name: 'woken', mode: 'start' as const, agoMs: 0, offsets: { stdout: 0, stderr: 0, samples: 0 } };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'djcron-waking-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe.for(['dash', 'bash', 'bash --posix', 'busybox sh', 'mksh', 'ksh'])('under %s', (shell) => {
  const missing = !has(shell.split(' ')[0] ?? '');

  // a short one is followed by its watcher, one that lasts by a process of its own
  test.skipIf(missing).for([
    { script: 'exit 3', of: 'a short script' },
    { script: 'until [ -e "$HOME/go" ]; do sleep 0.05; done; exit 3', of: 'a script that lasts' },
  ])('who waits to hear that all of $of is stored is not woken out of it', async ({ script }) => {
    const order = orderFor({ user: 'ana' } as never, script);
    const child = spawn('sh', ['-c', startCommand(order, ask).replace(/^sh /, `${shell} `)], {
      env: { PATH: process.env.PATH, HOME: dir },
    });
    const closed = once(child, 'close');
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.stdin.write(payloadOf(order, { nonce: 'nonce', name: ask.name }));
    const folder = join(dir, '.local/state/djcron/woken');
    if (script !== 'exit 3') await expect.poll(() => existsSync(join(folder, 'follow'))).toBe(true);
    writeFileSync(join(dir, 'go'), '');
    await expect.poll(() => said, { timeout: 20_000 }).toMatch(/DJ nonce end 3 exit \d+ \n$/);
    // the supervisor wakes both at the end of a script, be they still asleep or not
    for (const who of ['watch', 'follow']) {
      const [pid = ''] = readFileSync(join(folder, who), 'utf8').split(' ');
      const status = () => (existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : 'gone');
      for (let i = 0; i < 5; i++) {
        spawnSync('kill', ['-CONT', pid]);
        await expect.poll(status).toMatch(/^State:\tS[\s\S]*^ShdPnd:\t0{16}$/m);
      }
    }
    child.stdin.end('done\n');
    await closed;
    expect(said).toMatch(/^DJ nonce clean\n$/m);
  });
});
