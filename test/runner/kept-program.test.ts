// The shell that a connection keeps, spoken to as djcron does, under every sh there is.
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StartOrder } from '../../electron/runner/messages.ts';
import { sweepCommand } from '../../electron/runner/wrapper/clean.ts';
import { answerRequest, followRequest, keptCommand, startRequest, tidyRequest } from '../../electron/runner/wrapper/kept.ts';
import { payloadOf } from '../../electron/runner/wrapper/order.ts';
import { orderFor } from '../support/runner.ts';

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const orderOf = (script: string, more: Partial<StartOrder> = {}) => orderFor({ user: 'ana' } as never, script, more);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'djcron-kept-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A folder with an `rm` that is killed, with the shell that called it, after so many files and folders. */
function slowRm(steps: number): string {
  const folder = mkdtempSync(join(dir, 'bin-'));
  const script = `
    steps=${steps}
    step() { [ "$steps" -gt 0 ] || { echo >'${dir}/rm-was-killed'; kill -KILL $PPID $$; }; steps=$((steps - 1)); ${'$'}{1:+"$@"}; }
    for one; do
      case $one in -*) continue ;; esac
      if [ -d "$one" ]; then for file in "$one"/*; do [ -e "$file" ] && step unlink "$file"; done; step rmdir "$one"; else step unlink "$one"; fi
    done
    steps=0 step`;
  writeFileSync(join(folder, 'rm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

class Kept {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly ended: Promise<number | null>;
  said = '';

  constructor(shell: string, home = dir, { killedAfter, path }: { killedAfter?: number; path?: string } = {}) {
    const command = keptCommand.replace(/^sh /, `${shell} `);
    const first = killedAfter === undefined ? path : slowRm(killedAfter);
    const PATH = [first, process.env.PATH].filter(Boolean).join(':');
    this.child = spawn('sh', ['-c', command], { env: { PATH, HOME: home }, stdio: ['pipe', 'pipe', 'ignore'] });
    this.child.stdout.on('data', (bytes: Buffer) => {
      this.said += bytes.toString();
    });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  hears(what: RegExp): Promise<void> {
    return expect.poll(() => this.said, { timeout: 20_000 }).toMatch(what);
  }

  /** Up to its first step. */
  async begin(order: StartOrder, nonce: string): Promise<void> {
    const offsets = { stdout: 0, stderr: 0, samples: 0 };
    this.child.stdin.write(startRequest(order, { nonce, name: nonce, mode: 'start', agoMs: 0, offsets }));
    await this.hears(new RegExp(`DJ ${nonce} ready\n$`));
    this.child.stdin.write(payloadOf(order, { nonce, name: nonce }));
    await this.hears(new RegExp(`DJ ${nonce} begin `));
  }

  /** From the end of a script on. */
  async finish(nonce: string): Promise<void> {
    await this.hears(new RegExp(`DJ ${nonce} end \\S+ \\w+ \\d+ \n$`));
    this.child.stdin.write('done\n');
    await this.hears(new RegExp(`DJ ${nonce} clean\nDJ ${nonce} over 0\n$`));
  }
}

const base = () => join(dir, '.local/state/djcron');
/** Of an execution whose folder was in store. */
const place = (nonce: string, file: string) => join(base(), readFileSync(join(base(), nonce), 'utf8').trim(), file);
const endOf = (nonce: string) => readFileSync(place(nonce, 'end'), 'utf8').trim();

describe.for(['dash', 'bash', 'bash --posix', 'busybox sh', 'mksh', 'ksh'])('a kept shell under %s', (shell) => {
  const missing = !has(shell.split(' ')[0] ?? '');

  test.skipIf(missing)('runs one program after another, and ends with one that failed', async () => {
    const kept = new Kept(shell);
    for (const nonce of ['one', 'two']) {
      await kept.begin(orderOf('cat; cd /; exit 4'), nonce);
      await kept.finish(nonce);
      expect(kept.said).toContain(`DJ ${nonce} end 4 exit `);
    }
    kept.child.stdin.write(answerRequest('three', 'cd /usr; pwd; exit 7'));
    await kept.hears(/\n\/usr\n\nDJ three over 7\n$/);
    kept.child.stdin.write(answerRequest('four', 'pwd'));
    await kept.hears(new RegExp(`\n${process.cwd()}\n\nDJ four over 0\n$`));
    const offsets = { stdout: 0, stderr: 0, samples: 0 };
    kept.child.stdin.write(startRequest(orderOf('exit 0'), { nonce: 'five', name: 'five', mode: 'start', agoMs: 0, offsets }));
    await kept.hears(/DJ five ready\n$/);
    kept.child.stdin.end('half an order\n');
    expect([await kept.ended, kept.said.slice(kept.said.indexOf('DJ five'))]).toEqual([1, 'DJ five ready\nDJ five fail no-order\n']);
  });

  test.skipIf(missing)('gives each script what a fresh session has, whatever ran before', async () => {
    const kept = new Kept(shell);
    const files = 'ls /proc/self/fd | tr "\\n" " "';
    const inherited = spawnSync('sh', ['-c', files], { encoding: 'utf8' }).stdout;
    const signals = 'grep -E "SigIgn|SigBlk" /proc/self/status | cut -f2';
    const look = [signals, files, 'umask', 'echo "$SECRET"', 'env | grep -c "^dj_\\|^OLDPWD="'].join('\n');
    for (const [nonce, SECRET] of [
      ['first', 'x'],
      ['second', ''],
    ] as const) {
      await kept.begin(orderOf(look, SECRET === '' ? {} : { env: { SECRET } }), nonce);
      await kept.finish(nonce);
      const umask = process.umask().toString(8).padStart(4, '0');
      expect(kept.said).toContain(`\n0000000000000000\n0000000000000000\n${inherited}${umask}\n${SECRET}\n0\nDJ ${nonce} end 1 exit`);
    }
    kept.child.stdin.end();
    await kept.ended;
  });

  test.skipIf(missing)('empties what is stored at once, removes it when it rests or ends, and makes folders in store anew', async () => {
    const kept = new Kept(shell);
    for (let round = 1; round <= 12; round++) {
      const nonce = `round${round}`;
      await kept.begin(orderOf(`echo ${round}`), nonce);
      const script = place(nonce, `script.${nonce}`);
      await kept.finish(nonce);
      // with the eighth all before were removed
      if (round !== 8) expect([existsSync(place(nonce, 'out')), statSync(script).size]).toEqual([true, 0]);
    }
    expect(readdirSync(base()).filter((name) => name.startsWith('round'))).toHaveLength(4);
    kept.child.stdin.write(tidyRequest);
    await expect.poll(() => readdirSync(base()).filter((name) => name.startsWith('round'))).toEqual([]);
    kept.child.stdin.end();
    await kept.ended;
    expect(readdirSync(base())).toEqual([]);
  });

  test.skipIf(missing)('removes what lay elsewhere at once, as it has no store there', async () => {
    const kept = new Kept(shell, join(dir, 'missing'));
    const nonce = `n${randomUUID()}`;
    await kept.begin(orderOf('dirname "$0"'), nonce);
    await kept.finish(nonce);
    const folder = /out \d+\n(.*)\n/.exec(kept.said)?.[1] ?? '';
    expect([folder.endsWith(`/${nonce}`), existsSync(folder)]).toEqual([true, false]);
    kept.child.stdin.end();
    expect(await kept.ended).toBe(0);
  });

  test.skipIf(missing)('that is killed leaves what is spent to the next, and what is in store', async () => {
    const kept = new Kept(shell);
    await kept.begin(orderOf('echo $PPID'), 'spent');
    await kept.finish('spent');
    await kept.begin(orderOf('sleep 300', { timeoutMs: 500 }), 'open');
    const supervisor = Number(/out \d+\n(\d+)\n/.exec(kept.said)?.[1]);
    process.kill(supervisor, 'SIGKILL');
    kept.child.stdin.end();
    await kept.ended;
    expect(readdirSync(base())).toEqual(expect.arrayContaining(['spent', 'open']));
    await expect.poll(() => endOf('open'), { timeout: 20_000 }).toMatch(/^- timeout \d+ ;$/);
    const next = new Kept(shell);
    next.child.stdin.end(tidyRequest);
    await next.ended;
    expect(readdirSync(base()).sort()).toEqual([readFileSync(join(base(), 'open'), 'utf8').trim(), 'open']);
  });

  test.skipIf(missing)('begins what is there already nowhere else', async () => {
    const counter = join(dir, 'counter');
    const order = orderOf(`echo x >>"${counter}"; sleep 0.4; exit 3`);
    const [first, second] = [new Kept(shell), new Kept(shell)];
    const offsets = { stdout: 0, stderr: 0, samples: 0 };
    const ask = { name: 'twice', mode: 'start' as const, agoMs: 0, offsets };
    for (const [kept, nonce] of [
      [first, 'n1'],
      [second, 'n2'],
    ] as const) {
      kept.child.stdin.write(startRequest(order, { ...ask, nonce }));
      kept.child.stdin.write(payloadOf(order, { nonce, name: 'twice' }));
    }
    const ends = () => [first, second].flatMap(({ said }) => /^DJ \w+ end (\S+ \w+) \d+ $/m.exec(said)?.[1] ?? []);
    await expect.poll(ends, { timeout: 20_000 }).toContain('3 exit');
    expect(readFileSync(counter, 'utf8')).toBe('x\n');
    for (const { child } of [first, second]) child.stdin.end();
  });

  test.skipIf(missing)('passes on what a script holds, short or long', async () => {
    const kept = new Kept(shell);
    const texts = ['a\\n\\\\ b\t"$HOME" %s %% -n', 'start five follow\nx follow\ndone\nshort.\n', 'x'.repeat(5000)];
    for (const [i, text] of texts.entries()) {
      await kept.begin(orderOf(`cat <<'END'\n${text}\nEND\n`), `text${i}`);
      await kept.finish(`text${i}`);
      expect(kept.said).toContain(`DJ text${i} out ${text.length + 1}\n${text}\nDJ text${i} end 0 exit `);
    }
    kept.child.stdin.end();
    expect(await kept.ended).toBe(0);
  });

  test.skipIf(missing)('follows one that lasts, and runs the next', async () => {
    const kept = new Kept(shell);
    const gate = join(dir, 'lasting-gate');
    rmSync(gate, { force: true });
    await kept.begin(orderOf(`echo first; until [ -e ${gate} ]; do sleep 0.1; done; echo last; exit 9`, { samplesMs: 1000 }), 'lasting');
    kept.child.stdin.write(followRequest('lasting'));
    await kept.hears(/DJ lasting out 6\nfirst\n/);
    await kept.hears(/DJ lasting use \d+ \d+\nDJ-PROC /);
    writeFileSync(gate, '');
    await kept.finish('lasting');
    expect(kept.said).toMatch(/DJ lasting out 5\nlast\n/);
    expect(kept.said).toMatch(/DJ lasting end 9 exit /);
    expect(kept.said.match(/first/g)).toHaveLength(1);
    await kept.begin(orderOf('exit 2'), 'next');
    await kept.finish('next');
    kept.child.stdin.end();
    expect(await kept.ended).toBe(0);
  });

  test.skipIf(missing)('tells one end, whether it is called to follow just before or just after it', async () => {
    const kept = new Kept(shell);
    for (let round = 0; round < 8; round++) {
      const nonce = `race${round}`;
      await kept.begin(orderOf(`echo only; sleep 0.0${round}`), nonce);
      kept.child.stdin.write(followRequest(nonce));
      await kept.finish(nonce);
      expect(kept.said.match(new RegExp(`DJ ${nonce} (out|end) `, 'g'))).toEqual([`DJ ${nonce} out `, `DJ ${nonce} end `]);
    }
    kept.child.stdin.end();
    expect(await kept.ended).toBe(0);
  });

  test.skipIf(missing)('keeps the limits of a script whose connection ends right after its first step', async () => {
    const kept = new Kept(shell);
    await kept.begin(orderOf('sleep 300', { timeoutMs: 500, graceMs: 500 }), 'cut');
    kept.child.stdin.end();
    await expect.poll(() => endOf('cut'), { timeout: 20_000 }).toMatch(/^143 timeout \d+ ;$/);
    await kept.ended;
  });
});

test('the limits of a script are kept although nobody says that the link was cut right after its first step', {
  timeout: 60_000,
}, async () => {
  const kept = new Kept('sh');
  await kept.begin(orderOf('sleep 300', { timeoutMs: 500, graceMs: 500 }), 'silent');
  await expect.poll(() => endOf('silent'), { timeout: 50_000 }).toMatch(/^143 timeout \d+ ;$/);
  expect(existsSync(place('silent', 'watch'))).toBe(true);
  kept.child.stdin.end();
  await kept.ended;
});

test('a kept shell that is killed while it removes what is spent leaves nothing that cannot be found', async () => {
  for (let steps = 0; steps < 15; steps++) {
    const kept = new Kept('sh', dir, { killedAfter: steps });
    await kept.begin(orderOf('exit 0'), 'spent');
    await kept.finish('spent');
    kept.child.stdin.write(tidyRequest);
    await expect.poll(() => existsSync(join(dir, 'rm-was-killed'))).toBe(true);
    kept.child.stdin.end();
    await kept.ended;
    const next = new Kept('sh');
    next.child.stdin.end(tidyRequest);
    await next.ended;
    expect(readdirSync(base()), `${steps} removals`).not.toContain('spent');
    spawnSync('sh', ['-c', sweepCommand({ nonce: 'n', days: 0, keep: [] })], { env: { PATH: process.env.PATH, HOME: dir } });
    expect(readdirSync(base()), `${steps} removals`).toEqual([]);
    rmSync(join(dir, 'rm-was-killed'));
  }
});

describe('the guard of a connection', () => {
  /** its processes, by what only they have in their environment */
  const processes = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${dir}\0`);
      } catch {
        return false; // it has gone
      }
    });

  test.for([
    { lies: 'half of a folder whose removal was cut short', files: { lead: '4194304 1' } },
    {
      lies: 'what a reboot has ended',
      files: { lead: '4194304 1', claim: '4194303 1 another-boot 5\n0 30 0 1073741824 0 1 e\n', out: '', err: '', use: '', end: ' \n' },
    },
  ])('goes with it where $lies', async ({ files }) => {
    const folder = join(base(), 'e');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    // it looks every ten seconds; here it sleeps less
    writeFileSync(join(dir, 'sleep'), '#!/bin/sh\necho >>"$HOME/naps"; exec /bin/sleep 0.1\n', { mode: 0o755 });
    const kept = new Kept('sh', dir, { path: dir });
    await expect.poll(() => existsSync(join(dir, 'naps'))).toBe(true);
    kept.child.stdin.end();
    await kept.ended;
    await expect.poll(processes).toEqual([]);
    expect(existsSync(join(folder, 'lead'))).toBe(true);
  });
});
