// Users of this machine that a test makes and takes away again; only root can.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TemporaryUser {
  name: string;
  home: string;
  remove(): void;
}

/** A user of this machine that goes away again; only root can. */
export function createUser(
  options: { shell?: string; password?: string; sudo?: 'without password' | 'with password' } = {},
): TemporaryUser {
  sweep();
  const dir = mkdtempSync(join(tmpdir(), 'djcron-user-'));
  execFileSync('chmod', ['755', dir]);
  const name = `djt${process.pid}x${Math.floor(Math.random() * 1e6)}`;
  const home = join(dir, 'home');
  const hash = options.password === undefined ? '*' : execFileSync('openssl', ['passwd', '-6', options.password]).toString().trim();
  retryLocked('useradd', ['-m', '-d', home, '-s', options.shell ?? '/bin/sh', '-p', hash, name]);
  const sudoers = `/etc/sudoers.d/${name}`;
  if (options.sudo !== undefined) {
    writeFileSync(sudoers, `${name} ALL=(ALL) ${options.sudo === 'without password' ? 'NOPASSWD: ' : ''}ALL\n`, { mode: 0o440 });
  }
  return {
    name,
    home,
    remove() {
      rmSync(sudoers, { force: true });
      try {
        execFileSync('pkill', ['-KILL', '-u', name], { stdio: 'ignore' });
      } catch {
        // nothing of it runs
      }
      retryLocked('userdel', ['-f', name]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Takes away what test processes that were killed have left. */
function sweep(): void {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name = '', , , , , home = ''] = line.split(':');
    const pid = /^djt(\d+)x\d+$/.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    try {
      execFileSync('userdel', ['-f', name], { stdio: 'ignore' });
    } catch {
      continue; // another test process is at it
    }
    rmSync(`/etc/sudoers.d/${name}`, { force: true });
    rmSync(dirname(home), { recursive: true, force: true });
  }
}

/** useradd and userdel of parallel test files exclude one another by a lock file and fail at once. */
function retryLocked(command: string, args: string[]): void {
  for (let attempt = 0; ; attempt++) {
    try {
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      return;
    } catch (error) {
      const text = String((error as { stderr?: Buffer }).stderr);
      if (attempt === 50 || !/lock/.test(text)) throw error;
      execFileSync('sleep', ['0.1']);
    }
  }
}
