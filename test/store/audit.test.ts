// The hash chain of the audit log, and every way of meddling with it.
import { expect, test } from 'vitest';
import { appendAudit, listAudit, verifyAudit } from '../../electron/store/audit.ts';
import { openStore, type Store } from '../../electron/store/open.ts';

function storeWithEntries(count: number): Store {
  const store = openStore({ database: ':memory:', outputDir: '', backupDir: '' });
  store.transaction(() => {
    for (let i = 1; i <= count; i += 1) {
      appendAudit(store, {
        at: i,
        actor: 'ana',
        origin: 'cli',
        action: 'host.add',
        object: `h${i}`,
        before: null,
        after: { i },
        result: 'ok',
      });
    }
  });
  return store;
}

/** What somebody with the file and a SQL shell could do: the database's own guards are taken away first. */
function tamper(store: Store, sql: string) {
  store.database.exec(`DROP TRIGGER audit_keeps; DROP TRIGGER audit_stays; ${sql}`);
  return verifyAudit(store);
}

test('a log nobody touched verifies', () => {
  expect(verifyAudit(storeWithEntries(5))).toMatchObject({ ok: true, entries: 5, seq: null, problem: null });
});

test('the database itself refuses to change or delete entries', () => {
  const store = storeWithEntries(3);
  expect(() => store.run('UPDATE audit SET actor = $a', { a: 'eve' })).toThrow('append-only');
  expect(() => store.run('DELETE FROM audit')).toThrow('append-only');
  expect(verifyAudit(store)).toMatchObject({ ok: true, entries: 3 });
});

test.each([
  ['changed', "UPDATE audit SET actor = 'eve' WHERE seq = 3", 3],
  ['given another time', 'UPDATE audit SET at = 99 WHERE seq = 2', 2],
  ['removed in the middle', 'DELETE FROM audit WHERE seq = 3', 3],
  ['removed at the end', 'DELETE FROM audit WHERE seq = 5', 5],
  ['removed at the beginning', 'DELETE FROM audit WHERE seq = 1', 1],
  [
    'inserted at the end',
    "INSERT INTO audit SELECT 6, at, actor, origin, action, 'x', before, after, result, hash FROM audit WHERE seq = 5",
    6,
  ],
  [
    'swapped with another',
    'UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 99',
    2,
  ],
])('an entry %s is found and named', (_name, sql, seq) => {
  expect(tamper(storeWithEntries(5), sql)).toMatchObject({ ok: false, seq });
});

test('entries are listed newest first, by object, text and page', () => {
  const store = storeWithEntries(5);
  const all = { since: null, object: null, action: null, text: null, beforeSeq: null, limit: 10 };
  expect(listAudit(store, { ...all, limit: 2 }).map((row) => row.seq)).toEqual([5, 4]);
  expect(listAudit(store, { ...all, beforeSeq: 3 }).map((row) => row.seq)).toEqual([2, 1]);
  expect(listAudit(store, { ...all, object: 'h4' })).toMatchObject([{ seq: 4, after: { i: 4 } }]);
  expect(listAudit(store, { ...all, text: 'H2' }).map((row) => row.seq)).toEqual([2]);
});
