// A home that is there and cannot be used: it may not be read, may not be written, or its database is damaged. It is never
// taken for an empty one, and never for a bug.
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askCli, runCli } from '../support/cli.ts';
import { createHome, type TestHome } from '../support/home.ts';
import { canRestrict, restricted } from '../support/restricted.ts';

const reading = [
  ['run', 'list'],
  ['host', 'list'],
  ['audit', 'verify'],
  ['run', 'show', 'last'],
  ['config', 'get'],
];

describe('a home', { timeout: 120_000 }, () => {
  let home: TestHome;
  beforeEach(async () => {
    home = createHome();
    expect(await runCli(home, ['host', 'add', 'a', '--address', '192.0.2.1'])).toMatchObject({ code: 0 });
  });
  afterEach(() => {
    chmodSync(home.dir, 0o700);
    home.remove();
  });

  const refusal = (where: string, code: string) => ({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`^djcron: [^\\n]+ \\(${where}\\): [^\\n]+ \\[${code}\\]\\n$`)),
  });

  /** Each of the commands is refused, and doctor tells the same. */
  async function refuses(commands: readonly string[][], where: string, code: string, env: Record<string, string> = {}) {
    for (const words of commands)
      expect(await runCli(home, words, { through: restricted, env }), words.join(' ')).toEqual({
        ...refusal(where, code),
        signal: null,
      });
    expect(await askCli(home, ['doctor'], { through: restricted, env })).toMatchObject({
      checks: [{ name: 'home', ok: false, detail: expect.stringContaining(`[${code}]`) }],
    });
  }

  describe.skipIf(!canRestrict)('whose modes are against it', () => {
    test('that may not be read is not empty', async () => {
      chmodSync(home.dir, 0);
      await refuses(reading, home.dir, 'DJ-HOME-UNREADABLE');
      const inside = path.join(home.dir, 'inside');
      await refuses([['run', 'list']], inside, 'DJ-HOME-UNREADABLE', { DJCRON_HOME: inside });
      expect(await runCli(home, ['host', 'list', '--home', inside], { through: restricted })).toMatchObject(
        refusal(inside, 'DJ-HOME-UNREADABLE'),
      );
    });

    test.for(['XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME'])('whose folder in %s may not be read is not empty', async (name) => {
      const env = { DJCRON_HOME: '', [name]: path.join(home.userDir, 'elsewhere') };
      expect(await runCli(home, ['host', 'add', 'b', '--address', '192.0.2.1'], { env })).toMatchObject({ code: 0 });
      const folder = path.join(env[name] ?? '', 'djcron');
      chmodSync(folder, 0);
      await refuses([['host', 'list']], folder, 'DJ-HOME-UNREADABLE', env);
      chmodSync(folder, 0o700);
      expect(await askCli(home, ['host', 'list'], { env, through: restricted })).toMatchObject([{ name: 'b' }]);
    });

    test('whose database may not be read says so, to who reads and to who writes', async () => {
      const database = path.join(home.dir, 'djcron.db');
      chmodSync(database, 0);
      await refuses([...reading, ['host', 'add', 'b', '--address', '192.0.2.1']], database, 'DJ-HOME-UNREADABLE');
    });

    test('that may not be written says so', async () => {
      chmodSync(home.dir, 0o500);
      await refuses(reading, home.dir, 'DJ-HOME-UNWRITABLE');
    });

    test.for(['djcron.db', 'engine.log', 'lock'])('whose %s may not be written says so', async (name) => {
      const file = path.join(home.dir, name);
      chmodSync(file, 0o400);
      const added = await runCli(home, ['host', 'add', 'b', '--address', '192.0.2.1'], { through: restricted });
      expect(added).toMatchObject(refusal(file, 'DJ-HOME-UNWRITABLE'));
    });

    test.skipIf(process.platform === 'win32')('whose djcron may not be joined says so', async () => {
      const socket = path.join(home.dir, 'engine.sock');
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      try {
        chmodSync(socket, 0);
        await refuses([['host', 'list']], socket, 'DJ-HOME-UNREADABLE');
      } finally {
        server.close();
      }
    });
  });

  test('whose database is none is damaged, to who reads and to who writes', async () => {
    const database = path.join(home.dir, 'djcron.db');
    writeFileSync(database, randomBytes(100_000));
    await refuses([...reading, ['host', 'add', 'b', '--address', '192.0.2.1']], database, 'DJ-HOME-DAMAGED');
  });

  test("whose database is another program's is damaged, and left as it was", async () => {
    const database = path.join(home.dir, 'djcron.db');
    rmSync(database);
    const other = new Database(database);
    other.exec('CREATE TABLE notes (text)');
    other.close();
    const before = readFileSync(database);
    await refuses([...reading, ['host', 'add', 'b', '--address', '192.0.2.1']], database, 'DJ-HOME-DAMAGED');
    expect(readFileSync(database)).toEqual(before);
  });

  test('whose database was begun and no more is empty, to who reads and to who writes', async () => {
    const database = path.join(home.dir, 'djcron.db');
    rmSync(database);
    for (const begin of [() => writeFileSync(database, ''), () => new Database(database).pragma('journal_mode = WAL')]) {
      begin();
      expect(await askCli(home, ['host', 'list'])).toEqual([]);
      expect(await askCli(home, ['run', 'list'])).toEqual([]);
    }
    expect(await runCli(home, ['host', 'add', 'b', '--address', '192.0.2.1'])).toMatchObject({ code: 0 });
    expect(await askCli(home, ['host', 'list'])).toMatchObject([{ name: 'b' }]);
  });

  test('whose database is damaged behind its head is damaged', async () => {
    const database = path.join(home.dir, 'djcron.db');
    const fd = openSync(database, 'r+');
    for (let page = 1; page < 50; page++) writeSync(fd, randomBytes(4096), 0, 4096, page * 4096);
    closeSync(fd);
    await refuses(
      [
        ['run', 'list'],
        ['host', 'list'],
        ['host', 'add', 'b', '--address', '192.0.2.1'],
      ],
      database,
      'DJ-HOME-DAMAGED',
    );
  });
});
