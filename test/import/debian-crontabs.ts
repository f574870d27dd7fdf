// The crontabs of Debian packages, as their maintainers ship them: fetched into a temporary folder by apt, never kept.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const packages = ['e2fsprogs', 'anacron', 'sysstat', 'mdadm', 'certbot', 'php-common', 'popularity-contest'] as const;

export interface ShippedCrontab {
  name: string;
  bytes: Uint8Array;
}

/** Null where apt cannot bring them: no apt, or no network. */
export function debianCrontabs(): ShippedCrontab[] | null {
  const dir = mkdtempSync(path.join(tmpdir(), 'debian-crontabs-'));
  try {
    execFileSync('apt-get', ['-qq', 'download', ...packages], { cwd: dir, stdio: 'ignore', timeout: 120_000 });
    const root = path.join(dir, 'root');
    mkdirSync(root);
    for (const file of readdirSync(dir).filter((name) => name.endsWith('.deb')))
      execFileSync('dpkg-deb', ['-x', path.join(dir, file), root]);
    const cronD = path.join(root, 'etc/cron.d');
    return readdirSync(cronD)
      .sort()
      .map((name) => ({ name: `/etc/cron.d/${name}`, bytes: readFileSync(path.join(cronD, name)) }));
  } catch {
    return null;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
