// Opens the page in the user's browser without showing the token to anybody: command lines can be read by every user of
// the machine, so the browser is given a file of this user's, and the address stands in there.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

type Env = Readonly<Record<string, string | undefined>>;

export function hasDisplay(env: Env): boolean {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Tries, and says nothing when there is no browser: the address was printed anyway. `dir` is private to the user. */
export function openInBrowser(url: string, dir: string): void {
  const file = path.join(dir, 'open.html');
  writeFileSync(file, forwardTo(url), { mode: 0o600 });
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program ?? 'xdg-open', [...args, pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  child.once('error', () => {});
  child.unref();
}

const openers: Partial<Record<NodeJS.Platform, string[]>> = { darwin: ['open'], win32: ['rundll32', 'url.dll,FileProtocolHandler'] };

function forwardTo(url: string): string {
  return `<!doctype html><meta charset="utf-8"><title>djcron</title><meta http-equiv="refresh" content="0; url=${url}"><a href="${url}">djcron</a>\n`;
}
