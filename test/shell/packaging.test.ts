// The package as electron-builder makes it, around a distribution that is only a shape: what is in it, how it is locked,
// and that it starts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDouble } from '../electron-double/start.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { runCli } from '../support/cli.ts';
import { startFleet } from '../support/fleet.ts';
import { builtCli, createHome } from '../support/home.ts';
import { projectDir } from '../support/project.ts';
import { sshdMissing } from '../support/sshd.ts';
import { writeFakeDistribution } from './fake-distribution.ts';

/** in node_modules/.bin */
const program = (name: string) => path.join(projectDir, 'node_modules/.bin', name);
let dir: string;
let unpacked: string;
let archive: string;

beforeAll(() => {
  builtCli(); // says what to do when nothing is built
  dir = mkdtempSync(path.join(tmpdir(), 'djcron-package-'));
  const { version }: { version: string } = JSON.parse(readFileSync(path.join(projectDir, 'node_modules/electron/package.json'), 'utf8'));
  writeFakeDistribution(path.join(dir, 'distribution'), version);
  const settings = [`-c.electronDist=${path.join(dir, 'distribution')}`, `-c.directories.output=${path.join(dir, 'packed')}`];
  execFileSync(process.execPath, [program('electron-builder'), '--linux', '--x64', '--dir', ...settings], {
    cwd: projectDir,
    stdio: 'pipe',
  });
  unpacked = path.join(dir, 'packed/linux-unpacked');
  archive = path.join(unpacked, 'resources/app.asar');
}, 300_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const ofPdfmake = [
  ...['pdfmake', 'pdfkit', 'linebreak', 'xmldoc', 'sax', 'fontkit', 'js-md5', 'png-js', 'browserify-zlib', 'pako', 'base64-js', 'brotli'],
  ...['clone', 'dfa', 'fast-deep-equal', 'restructure', 'tiny-inflate', 'unicode-properties', 'unicode-trie'],
  ...['@noble/ciphers', '@noble/hashes', '@swc/helpers'],
];

describe('the package', () => {
  it('holds the bundles, the page, and the modules that are looked up at run time', () => {
    const files = execFileSync(process.execPath, [program('asar'), 'list', archive], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const ofModules = new Set(files.flatMap((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(file)?.[1] ?? []));
    const modules = [...ofModules].filter((name) => name.startsWith('@') === name.includes('/'));
    expect(modules.sort()).toEqual([...ofPdfmake, 'asn1', 'bcrypt-pbkdf', 'better-sqlite3', 'safer-buffer', 'ssh2', 'tweetnacl'].sort());
    expect(new Set(files.map((file) => file.split('/')[1]))).toEqual(new Set(['node_modules', 'out', 'package.json']));
    expect(files).toEqual(
      expect.arrayContaining([
        '/out/main/main.js',
        '/out/main/cli.js',
        '/out/main/runner-thread.js',
        '/out/main/search-thread.js',
        '/out/renderer/index.html',
      ]),
    );
    expect(files).toContain('/node_modules/pdfmake/fonts/Roboto/Roboto-Regular.ttf');
    expect(files.filter((file) => /\.(map|ts|tsx|c|cc|cpp|h|gyp)$|\/(test|examples|compile-cache)\//.test(file))).toEqual([]);
  });

  it('keeps native modules outside of the archive, where the system can load them', () => {
    const outside = readdirSync(`${archive}.unpacked`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.node'));
    expect(outside).toContain('node_modules/better-sqlite3/prebuilds/linux-x64.node');
  });

  it('can be made neither a plain Node nor another program', async () => {
    const {
      version: _,
      resetAdHocDarwinSignature: __,
      strictlyRequireAllFuses: ___,
      ...wire
    } = await getCurrentFuseWire(path.join(unpacked, 'djcron'));
    const states = Object.fromEntries(
      Object.entries(wire).map(([fuse, state]) => [FuseV1Options[Number(fuse)], state === FuseState.ENABLE]),
    );
    expect(states).toMatchObject({
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      GrantFileProtocolExtraPrivileges: false,
    });
  });

  it.skipIf(!('executablePath' in chromiumOptions) || sshdMissing !== null)(
    'starts from what was packed, runs a script in its thread and reports on it',
    async () => {
      const extracted = path.join(dir, 'extracted');
      execFileSync(process.execPath, [program('asar'), 'extract', archive, extracted]);
      const home = createHome();
      const fleet = await startFleet(home, 1);
      const double = startDouble({ env: home.env, main: path.join(extracted, 'out/main/main.js') });
      try {
        const page = await double.page();
        await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
        expect(double.entries('protocol.failure')).toEqual([]);
        // joins the program that has the home
        expect(await runCli(home, ['exec', '-t', '@all', '--', 'echo packed'])).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('packed'),
        });
        // written by the packed program, with the fonts that were packed
        const pdf = await runCli(home, ['run', 'report', 'last', '--format', 'pdf', '-O', '-']);
        expect(pdf).toMatchObject({ code: 0, stdout: expect.stringMatching(/^%PDF-/) });
        expect(pdf.stdout).toContain('Roboto-Regular');
      } finally {
        await double.stop();
        await fleet.close();
        home.remove();
      }
    },
    180_000,
  );
});
