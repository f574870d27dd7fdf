// What `npm start` and its kin go through, in a small project of their own: builds when something changed, one at a time,
// in the folder of the user, and ends as what it started ends.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectDir } from '../support/project.ts';

const cli = `console.log(JSON.stringify({ cwd: process.cwd(), args: process.argv.slice(2), said: greeting }));
if (process.argv[2] === 'wait') setInterval(() => {}, 1000);
process.exitCode = process.argv[2] === 'fail' ? 3 : 0;`;
const config = (root: string, input: string, outDir: string) =>
  `export default { root: '${root}', build: { ssr: true, outDir: '${outDir}', emptyOutDir: true, rolldownOptions: { input: '${input}', output: { entryFileNames: '[name].js' } } } };`;

let root: string;
let project: string;
let elsewhere: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'djcron-launch-')));
  project = path.join(root, 'project');
  elsewhere = path.join(root, 'elsewhere');
  for (const dir of ['project/electron', 'project/renderer', 'project/shared', 'project/node_modules/.bin', 'elsewhere'])
    mkdirSync(path.join(root, dir), { recursive: true });
  cpSync(path.join(projectDir, 'electron/launch.mjs'), path.join(project, 'electron/launch.mjs'));
  cpSync(path.join(projectDir, 'electron/launch'), path.join(project, 'electron/launch'), { recursive: true });
  for (const name of ['vite', 'rolldown'])
    symlinkSync(path.join(projectDir, 'node_modules', name), path.join(project, 'node_modules', name));
  write('package.json', '{ "type": "module" }');
  write('package-lock.json', '{}');
  write('shared/greeting.ts', "export const greeting = 'hello';");
  write('electron/cli.ts', `import { greeting } from '../shared/greeting.ts';\n${cli}`);
  write('electron/vite.config.ts', config('electron', 'electron/cli.ts', '../out/main'));
  write('renderer/main.ts', 'export {};');
  write('renderer/vite.config.ts', config('renderer', 'renderer/main.ts', '../out/renderer'));
});

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

const write = (name: string, text: string) => writeFileSync(path.join(project, name), text);

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

function launch(
  args: string[],
  env: Record<string, string> = {},
  { cwd = project, ...as }: SpawnOptions = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [path.join(project, 'electron/launch.mjs'), ...args], { cwd, env: { PATH, HOME, ...env }, ...as });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (bytes) => {
    stdout += bytes;
  });
  child.stderr?.on('data', (bytes) => {
    stderr += bytes;
  });
  return { child, ended: once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode, stdout, stderr })) };
}

const toldBy = ({ stdout }: Ended): unknown => JSON.parse(stdout);

describe('a launch', () => {
  it('builds first, talks of it on stderr only, and builds again when a source changed', async () => {
    const first = await launch(['cli', 'a b', '--', '-x']).ended;
    expect(toldBy(first)).toEqual({ cwd: project, args: ['a b', '--', '-x'], said: 'hello' });
    expect(first.stderr).toContain('building');
    const again = await launch(['cli']).ended;
    expect([again.stderr, toldBy(again)]).toEqual(['', { cwd: project, args: [], said: 'hello' }]);
    write('shared/greeting.ts', "export const greeting = 'good evening';");
    const changed = await launch(['cli']).ended;
    expect([changed.stderr.includes('building'), toldBy(changed)]).toEqual([true, { cwd: project, args: [], said: 'good evening' }]);
  });

  it('that comes while another builds waits for it', async () => {
    const ended = await Promise.all([1, 2, 3].map((n) => launch(['cli', String(n)]).ended));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(ended.filter(({ stderr }) => stderr.includes('building'))).toHaveLength(1);
  });

  it('takes over from a build that was killed', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    mkdirSync(path.join(project, 'out'));
    write('out/building', String(gone.pid));
    expect((await launch(['cli']).ended).code).toBe(0);
    expect(existsSync(path.join(project, 'out/building'))).toBe(false);
  });

  it('says what does not build, and starts nothing', async () => {
    write('shared/greeting.ts', 'export const = ;');
    const { code, stdout, stderr } = await launch(['cli']).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('the engine does not build');
    expect(stderr).toContain('greeting.ts');
  });

  it('goes to the folder where the user called npm, and to no other', async () => {
    const byNpm = await launch(['cli'], { INIT_CWD: elsewhere }).ended;
    const byHand = await launch(['cli'], { INIT_CWD: project }, { cwd: elsewhere }).ended;
    expect([toldBy(byNpm), toldBy(byHand)]).toEqual(Array(2).fill({ cwd: elsewhere, args: [], said: 'hello' }));
  });

  it('ends as the command ends', async () => {
    expect((await launch(['cli', 'fail']).ended).code).toBe(3);
    const { child, ended } = launch(['cli', 'wait']);
    await once(child.stdout ?? child, 'data');
    child.kill('SIGTERM');
    expect((await ended).signal).toBe('SIGTERM');
    expect((await launch(['nonsense']).ended).code).toBe(2);
  });
});

describe('a start', () => {
  /** An Electron that is installed and does as its script says. */
  const installElectron = (script: string) => {
    mkdirSync(path.join(project, 'node_modules/electron/dist'), { recursive: true });
    write('node_modules/electron/path.txt', 'electron');
    write('node_modules/electron/dist/electron', `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(project, 'node_modules/electron/dist/electron'), 0o755);
  };
  const isRoot = process.getuid?.() === 0;
  /** Electron's sandbox is not for root, so root starts it as somebody else: where nobody may use this Node, it cannot. */
  const somebody: SpawnOptions = isRoot ? { uid: 65_534, gid: 65_534 } : {};
  const canBeSomebody = spawnSync(process.execPath, ['--version'], somebody).status === 0;
  const withWindow = async (...args: string[]) => {
    expect((await launch(['build']).ended).code).toBe(0);
    for (const dir of [root, project]) chmodSync(dir, 0o755);
    return launch(['start', ...args], { DISPLAY: ':9' }, somebody).ended;
  };

  it('serves the page where there is no display, and fetches nothing', async () => {
    mkdirSync(path.join(project, 'node_modules/electron'));
    write('node_modules/electron/install.js', "require('node:fs').writeFileSync('fetched', '')");
    const { stdout, stderr } = await launch(['start', '--port', '0']).ended;
    expect(toldBy({ stdout } as Ended)).toMatchObject({ args: ['serve', '--port', '0'] });
    expect(stderr.split('\n').filter((line) => line.includes('no window'))).toEqual([
      'djcron: no window (there is no display): serving the page instead',
    ]);
    expect(existsSync(path.join(project, 'fetched'))).toBe(false);
  });

  it.skipIf(!canBeSomebody)('opens the window and ends as it ends', async () => {
    installElectron('echo "$@"; exit 4');
    const { code, stdout } = await withWindow('--home', 'x');
    expect([code, stdout.trim()]).toEqual([4, `${project}/ --home x`]);
  });

  it.skipIf(!canBeSomebody)('serves the page when the window cannot come up', async () => {
    installElectron('exit 127');
    const { stdout, stderr } = await withWindow();
    expect([toldBy({ stdout } as Ended), stderr.includes('Electron ended at once, exit code 127')]).toEqual([
      { cwd: project, args: ['serve'], said: 'hello' },
      true,
    ]);
  });

  it.skipIf(!isRoot)('says that the window is not for root', async () => {
    installElectron('exit 4');
    const { stderr } = await launch(['start'], { DISPLAY: ':9' }).ended;
    expect(stderr).toContain("no window (Electron's sandbox does not work for root)");
  });
});
