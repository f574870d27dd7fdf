// The window in the real Electron, where its binary is: everywhere else the stand-in's story has to do.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { createHome } from '../support/home.ts';
import { projectDir } from '../support/project.ts';

/** Found without importing electron, which would try to download it. */
function electronBinary(): string | null {
  const dir = path.join(projectDir, 'node_modules/electron');
  if (!existsSync(path.join(dir, 'path.txt'))) return null;
  const file = path.join(dir, 'dist', readFileSync(path.join(dir, 'path.txt'), 'utf8'));
  return existsSync(file) ? file : null;
}

const binary = electronBinary();
const screen = process.platform !== 'linux' || process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;

test('the real window shows the page, sandboxed and without Node', async () => {
  test.skip(binary === null, "Electron's binary is not installed");
  test.skip(!screen, 'there is no display');
  const home = createHome();
  const app = await _electron.launch({
    executablePath: binary ?? '',
    args: ['out/main/main.js', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    cwd: projectDir,
    env: { ...home.env, DISPLAY: process.env.DISPLAY ?? '' },
  });
  try {
    const page = await app.firstWindow();
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
    expect(page.url()).toMatch(/^djcron:\/\//);
    expect(await page.evaluate(() => [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process')])).toEqual([
      'undefined',
      'undefined',
    ]);
  } finally {
    await app.close();
    home.remove();
  }
});
