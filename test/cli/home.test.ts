// What a home keeps beside hosts, jobs and runs: its audit log and its settings; and a home that is none.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { askCli, runCli } from '../support/cli.ts';
import { withCore } from '../support/core.ts';
import { createHome } from '../support/home.ts';
import { command } from './terminal.ts';

test('the audit log is listed and verified', () =>
  withCore(async ({ client }) => {
    await client.hosts.add({ name: 'a', address: '192.0.2.7' });
    const list = await command(['audit', 'list', '-o', 'jsonl'], { client });
    expect(JSON.parse(list.stdout.split('\n')[0] ?? '')).toMatchObject({ action: 'host.add', object: 'a', actor: 'ana' });
    expect(await command(['audit', 'verify'], { client })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the audit log holds'),
    });
  }));

test('settings are read with their origin, changed and put back', () =>
  withCore(async ({ client }) => {
    const [setting] = await client.system.settings();
    const key = setting?.key ?? '';
    expect(await command(['config', 'get', key], { client })).toEqual({ code: 0, stdout: `${setting?.value}\n`, stderr: '(default)\n' });
    expect(await command(['config', 'get', 'nonsense'], { client })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[DJ-CONFIG-UNKNOWN]'),
    });
    const all = await command(['config', 'get', '-o', 'json'], { client });
    expect(JSON.parse(all.stdout)[0]).toMatchObject({ key, origin: 'default' });
  }));

test('a home that was named and is not there is no empty one, until a command that changes something makes it', {
  timeout: 60_000,
}, async () => {
  const home = createHome();
  try {
    const named = path.join(home.userDir, 'elsewhere');
    const file = path.join(home.userDir, 'file');
    writeFileSync(file, '');
    const refused = (where: string, what: string) => ({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^djcron: ${what} \\(${where}\\): [^\\n]+ \\[DJ-HOME-MISSING\\]\\n$`)),
    });
    expect(await runCli(home, ['job', 'list', '--home', named])).toMatchObject(refused(named, 'there is no home'));
    expect(await runCli(home, ['job', 'list', '--home', file])).toMatchObject(refused(file, 'this is no folder and so no home'));
    expect(await askCli(home, ['doctor', '--home', named])).toMatchObject({ checks: [{ name: 'home', ok: false }] });
    expect(existsSync(named)).toBe(false);
    expect(await runCli(home, ['host', 'add', 'a', '--address', '192.0.2.1', '--home', named])).toMatchObject({ code: 0 });
    expect(await askCli(home, ['host', 'list', '--home', named])).toMatchObject([{ name: 'a' }]);
    mkdirSync(path.join(home.userDir, 'empty'));
    expect(await askCli(home, ['host', 'list', '--home', 'empty'])).toEqual([]);
    expect(await askCli(home, ['host', 'list'])).toEqual([]); // DJCRON_HOME, of which nothing is there yet
  } finally {
    home.remove();
  }
});
