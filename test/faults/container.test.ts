// A host that is a container with nothing but busybox in it, reached by entering it, as `podman exec` does: no sshd, no GNU
// tools, pids of its own.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { payloadOf } from '../../electron/runner/wrapper/order.ts';
import { startCommand } from '../../electron/runner/wrapper/start.ts';
import { stopCommand } from '../../electron/runner/wrapper/stop.ts';
import { orderFor } from '../support/runner.ts';

const busybox = '/usr/bin/busybox';
const enters = ['--mount', '--pid', '--root', '--wd'];
const canContain =
  existsSync(busybox) && spawnSync('unshare', ['--mount', '--pid', '--fork', 'chroot', '/', 'true'], { stdio: 'ignore' }).status === 0;

class Container {
  readonly root = mkdtempSync(path.join(tmpdir(), 'djcron-container-'));
  #init: ChildProcess | null = null;

  async start(): Promise<void> {
    for (const folder of ['bin', 'proc', 'tmp', 'home', 'dev']) mkdirSync(path.join(this.root, folder));
    const libraries = execFileSync('ldd', [busybox], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
    for (const file of [busybox, ...libraries]) {
      const inside = path.join(this.root, file === busybox ? 'bin/busybox' : file);
      mkdirSync(path.dirname(inside), { recursive: true });
      copyFileSync(file, inside);
    }
    const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n');
    for (const name of applets.filter((applet) => applet !== '')) symlinkSync('busybox', path.join(this.root, 'bin', name));
    const begin = `mount -t proc proc '${this.root}/proc' && mount --bind /dev '${this.root}/dev' && exec chroot '${this.root}' /bin/sh -c 'while :; do sleep 1; done'`;
    this.#init = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', begin], { stdio: 'ignore' });
    await vi.waitFor(() => expect(this.run('ps').stdout).toMatch(/^ *1 .*sh -c while/m), { timeout: 20_000 });
  }

  get #pid(): string {
    return spawnSync('pgrep', ['-P', String(this.#init?.pid)], { encoding: 'utf8' }).stdout.trim();
  }

  #words(command: string): string[] {
    return ['-t', this.#pid, ...enters, '/bin/sh', '-c', command];
  }

  enter(command: string): ChildProcess {
    return spawn('nsenter', this.#words(command), { env: { PATH: '/usr/bin:/bin:/sbin', HOME: '/home' } });
  }

  run(command: string) {
    return spawnSync('nsenter', this.#words(command), { encoding: 'utf8', env: { PATH: '/usr/bin:/bin:/sbin', HOME: '/home' } });
  }

  /** Command lines of all that runs there but for its first process, the sleep of that, and zombies it has not waited for. */
  processes(): string[] {
    const lines = this.run('ps -o pid,args').stdout.split('\n').slice(1);
    return lines.map((line) => line.trim().slice(0, 60)).filter((line) => !/^$|^1 |sleep 1$|ps -o|^\d+ \[/.test(line));
  }

  remove(): void {
    this.#init?.kill('SIGKILL');
    rmSync(this.root, { recursive: true, force: true });
  }
}

const ask = { name: 'e1', mode: 'start' as const, agoMs: 0, offsets: { stdout: 0, stderr: 0, samples: 0 } };

/** What a program says, which is told that all is stored when it tells the end. */
function listen(child: ChildProcess) {
  let said = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    said += bytes.toString();
    if (/^DJ \w+ end .*\n$/m.test(said)) child.stdin?.end('done\n');
  });
  return { said: () => said, closed: new Promise<string>((resolve) => child.once('close', () => resolve(said))) };
}

describe.skipIf(!canContain)('in a container of busybox', () => {
  const container = new Container();
  beforeAll(() => container.start());
  afterAll(() => container.remove());
  const begin = (script: string, nonce: string) => {
    const order = orderFor({ user: 'root' } as never, script, { samplesMs: 1000, graceMs: 500 });
    const child = container.enter(startCommand(order, { ...ask, nonce }));
    child.stdin?.write(payloadOf(order, { nonce, name: 'e1' }));
    return { child, ...listen(child) };
  };

  test('a script goes on when who follows is killed, and is followed from where it was', async () => {
    const first = begin('i=0; while [ $i -lt 12 ]; do echo line $i; i=$((i + 1)); sleep 0.3; done; exit 11', 'one');
    await expect.poll(first.said, { timeout: 20_000 }).toMatch(/line 1\n/);
    first.child.stdout?.destroy();
    first.child.kill('SIGKILL');
    const find = { ...ask, nonce: 'two', mode: 'find' as const, agoMs: 10, offsets: { stdout: 14, stderr: 0, samples: 0 } };
    const again = listen(container.enter(startCommand(orderFor({ user: 'root' } as never, ''), find)));
    const said = await again.closed;
    const bytes = said.replace(/^DJ-PROC.*\n|^DJ two .*\n|^\n/gm, '');
    expect(bytes).toBe(Array.from({ length: 10 }, (_, i) => `line ${i + 2}\n`).join(''));
    expect(said).toMatch(/DJ two end 11 exit \d+ \nDJ two clean\n$/);
    expect([container.processes(), readdirSync(path.join(container.root, 'home/.local/state/djcron'))]).toEqual([[], []]);
  });

  test('what is left behind is named', async () => {
    const said = await begin('setsid sleep 277 & until grep -q ^sleep /proc/$!/cmdline; do :; done; exit 4', 'three').closed;
    expect(said).toMatch(/^DJ three left \d+ sleep 277 ?\nDJ three end 4 exit \d+ \nDJ three clean\n$/m);
    container.run('kill $(pidof sleep)');
  });

  test('what is ended is gone, though it ignores TERM and left its session', async () => {
    const script =
      'trap "" TERM; setsid sh -c "trap : TERM; while :; do sleep 0.2; done" & sleep 278 | sleep 279 & echo up; while :; do sleep 0.2; done';
    const run = begin(script, 'four');
    await expect.poll(run.said, { timeout: 20_000 }).toMatch(/^up$/m);
    expect(container.run(stopCommand({ nonce: 'stop', name: 'e1', graceMs: 500, runAs: null })).stdout).toContain('DJ stop');
    expect(await run.closed).toMatch(/^DJ four end 137 cancel \d+ \nDJ four clean\n$/m);
    expect(container.processes()).toEqual([]);
  });
});
