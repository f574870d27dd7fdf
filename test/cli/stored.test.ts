// What commands say while nothing can be stored here.
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { command, start } from './terminal.ts';
import { ordered, withHosts } from './told-hosts.ts';

const line = /^nothing can be stored here, as when another program holds the database: .*$/m;

test('who follows a run, looks at it or asks for its end is told, also when that began meanwhile', () =>
  withHosts(['a'], async (core, hosts) => {
    const { client } = core;
    const exec = start(['exec', '-t', 'a', '--', 'x'], { client });
    await ordered(core, 1);
    await hosts.started(0);
    const other = new Database(path.join(core.dir, 'djcron.db'));
    other.exec('BEGIN IMMEDIATE');
    const said = hosts.says(0, 'stdout', 'one\n');
    await expect.poll(exec.stderr).toMatch(line);
    for (const words of [
      ['run', 'show', 'last'],
      ['run', 'list'],
    ])
      expect((await command(words, { client, shell: 'web' })).stderr, words.join(' ')).toMatch(line);
    const watch = start(['run', 'watch', 'last'], { client });
    await expect.poll(watch.stderr).toMatch(line);
    other.close();
    await expect
      .poll(() => {
        core.clock.advance(2000);
        return watch.stderr();
      })
      .toMatch(/^the disk takes writes again: what waited goes on$/m);
    await said;
    await hosts.exits(0, 0);
    expect(await exec.ended).toMatchObject({ code: 0, stdout: 'a: one\n' });
    expect(await watch.ended).toMatchObject({ code: 0, stdout: 'a: one\n' });
    expect((await command(['run', 'show', 'last'], { client, shell: 'web' })).stderr).toBe('');
  }));
