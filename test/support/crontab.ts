// Debian's own crontab(1), fetched by apt into a temporary folder: installing the package would start a cron on this machine.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isRoot } from './sshd.ts';

export interface CrontabProgram {
  /** folder to be put into PATH */
  bin: string;
  remove(): void;
}

/** It writes the machine's own spool, so only root can have it; null: not here. */
export function fetchCrontab(): CrontabProgram | null {
  if (!isRoot) return null;
  const dir = mkdtempSync(path.join(tmpdir(), 'debian-crontab-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  try {
    execFileSync('apt-get', ['-qq', 'download', 'cron'], { cwd: dir, stdio: 'ignore', timeout: 120_000 });
    const [deb = ''] = readdirSync(dir).filter((name) => name.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', path.join(dir, deb), dir]);
    const bin = path.join(dir, 'usr/bin');
    execFileSync('chmod', ['755', dir]);
    execFileSync('chmod', ['4755', path.join(bin, 'crontab')]); // installed it has a group of its own for that
    mkdirSync('/var/spool/cron/crontabs', { recursive: true, mode: 0o700 });
    return { bin, remove };
  } catch {
    remove();
    return null;
  }
}
