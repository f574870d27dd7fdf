// Debian's own cron(8) at a moment of our choice: fetched by apt into a temporary folder, run with a false clock and with an
// /etc, a spool and a /run of its own, which the machine does not see.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isRoot } from './sshd.ts';

export interface DebianCron {
  /** Numbers of those of these lines (fields only) that are run at a minute of UTC. */
  firedAt(minute: number, lines: readonly string[]): Promise<number[]>;
  remove(): void;
}

const library = globSync('/usr/lib/*/faketime/libfaketime.so.1')[0];
/** cron waits for the next minute by its own, false clock. */
const beforeMs = 3000;

/** Null where it cannot be had: not root, no faketime, no apt. */
export function fetchDebianCron(): DebianCron | null {
  if (!isRoot || library === undefined) return null;
  const dir = mkdtempSync(path.join(tmpdir(), 'debian-cron-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  try {
    execFileSync('apt-get', ['-qq', 'download', 'cron'], { cwd: dir, stdio: 'ignore', timeout: 120_000 });
    const [deb = ''] = readdirSync(dir).filter((name) => name.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', path.join(dir, deb), path.join(dir, 'root')]);
    return { firedAt: (minute, lines) => fire(dir, library ?? '', minute, lines), remove };
  } catch {
    remove();
    return null;
  }
}

async function fire(dir: string, faketime: string, minute: number, lines: readonly string[]): Promise<number[]> {
  const here = mkdtempSync(path.join(dir, 'at-'));
  const [etc, fired] = [path.join(here, 'etc'), path.join(here, 'fired')];
  cpSync('/etc', etc, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.startsWith('/etc/cron') });
  mkdirSync(fired);
  mkdirSync(path.join(etc, 'pam.d'), { recursive: true });
  writeFileSync(path.join(etc, 'pam.d/cron'), ['auth', 'account', 'session'].map((kind) => `${kind} required pam_permit.so\n`).join(''));
  // the first and the last line always run: when both have, every line between them was begun
  const entries = ['* * * * *', ...lines, '* * * * *'].map((fields, i) => `${fields} root : >${fired}/${i}\n`);
  writeFileSync(path.join(etc, 'crontab'), `SHELL=/bin/sh\nMAILTO=""\n${entries.join('')}`);
  const apart = `mount --make-rprivate /; mount --bind ${etc} /etc; mount -t tmpfs none /var/spool; mount -t tmpfs none /run; mkdir -p /var/spool/cron/crontabs
export TZ=UTC LD_PRELOAD=${faketime} FAKETIME="@$1"; exec ${path.join(dir, 'root/usr/sbin/cron')} -f`;
  const cron = spawn('unshare', ['--mount', 'sh', '-c', apart, 'sh', clockOf(minute - beforeMs)], { stdio: 'ignore' });
  try {
    for (;;) {
      const files = readdirSync(fired);
      const children = childrenOf(cron.pid ?? 0);
      if (files.includes('0') && files.includes(String(entries.length - 1)) && children === '') break;
      if (cron.exitCode !== null) throw new Error(`cron ended with ${cron.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return readdirSync(fired)
      .map((name) => Number(name) - 1)
      .filter((i) => i >= 0 && i < lines.length)
      .sort((a, b) => a - b);
  } finally {
    cron.kill('SIGKILL');
  }
}

function childrenOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

/** `2026-01-04 23:59:57`, as faketime takes it. */
function clockOf(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
