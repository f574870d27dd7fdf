// A home of djcron and a HOME of its user, both temporary, so that no test sees the keys or settings of who runs it.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectDir } from './project.ts';

export interface TestHome {
  /** what `--home` and DJCRON_HOME name */
  dir: string;
  /** HOME of the user; its .ssh is empty */
  userDir: string;
  /** for child processes: nothing of the caller's djcron, agent or terminal */
  env: Record<string, string>;
  remove(): void;
}

export function createHome(): TestHome {
  const root = mkdtempSync(path.join(tmpdir(), 'djcron-test-'));
  const dir = path.join(root, 'home');
  const userDir = path.join(root, 'user');
  mkdirSync(path.join(userDir, '.ssh'), { recursive: true, mode: 0o700 });
  const kept = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'USER', 'LOGNAME'];
  const env = Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  return {
    dir,
    userDir,
    env: { ...env, HOME: userDir, DJCRON_HOME: dir },
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The built command line. Throws with what to do when nothing is built. */
export function builtCli(): string {
  const file = path.join(projectDir, 'out/main/cli.js');
  if (!existsSync(file)) throw new Error('out/main/cli.js is missing: run npm run build first');
  return file;
}
