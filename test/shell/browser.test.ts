// The user's browser is led to the page by a file, because command lines can be read by everybody on the machine.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasDisplay, openInBrowser } from '../../electron/shell/browser.ts';

let dir: string;
const before = process.env.PATH;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'djcron-browser-'));
});

afterEach(() => {
  process.env.PATH = before;
  rmSync(dir, { recursive: true, force: true });
});

describe.skipIf(process.platform !== 'linux')('the browser', () => {
  it('is given a private file that leads to the page, and never the token', async () => {
    writeFileSync(path.join(dir, 'xdg-open'), `#!/bin/sh\necho "$@" > ${dir}/opened\n`);
    chmodSync(path.join(dir, 'xdg-open'), 0o755);
    process.env.PATH = `${dir}:${before}`;
    openInBrowser('http://127.0.0.1:7450/#token=abc', dir);
    await expect
      .poll(() => existsSync(path.join(dir, 'opened')) && readFileSync(path.join(dir, 'opened'), 'utf8'))
      .toBe(`file://${dir}/open.html\n`);
    const file = path.join(dir, 'open.html');
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8').includes('url=http://127.0.0.1:7450/#token=abc')]).toEqual([
      0o600,
      true,
    ]);
  });

  it('may be missing', () => {
    process.env.PATH = dir;
    openInBrowser('http://127.0.0.1:7450/#token=abc', dir);
  });

  it('is opened where there is a display only', () => {
    expect([
      hasDisplay({}),
      hasDisplay({ DISPLAY: '' }),
      hasDisplay({ DISPLAY: ':0' }),
      hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }),
    ]).toEqual([false, false, true, true]);
  });
});
