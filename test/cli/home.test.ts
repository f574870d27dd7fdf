// What a home keeps beside hosts, jobs and runs: its audit log and its settings.
import { expect, test } from 'vitest';
import { withCore } from '../support/core.ts';
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
