// Host keys: what each host showed, and the decisions of people about it. A changed key is taken only by its fingerprint,
// one host at a time; a revoked one never.
import { readFileSync } from 'node:fs';
import type { HostKey } from '../../../shared/contract/keys.ts';
import { AppError } from '../../../shared/errors.ts';
import { errnoWords } from '../../../shared/model/errno.ts';
import type { PublicKey, SeenKey } from '../../runner/messages.ts';
import { type HostRow, listHosts } from '../../store/hosts.ts';
import {
  allSeenKeys,
  allTrustedKeys,
  forgetKeys,
  forgetSeenKey,
  seenKey,
  type TrustedKeyRow,
  trustedKeys,
  trustKey,
  writeSeenKey,
} from '../../store/keys.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import { os } from '../os.ts';
import type { Caller } from '../ports.ts';
import { eachAtOnce } from './abreast.ts';
import { connectionOf } from './connections.ts';
import { hostKeyOf } from './key-state.ts';
import { hostNamed, hostsOfTarget, presentHost } from './lookup.ts';

type Answer = HostKey & { error: string | null };

export function keyHandlers(core: Core) {
  return {
    list: os.keys.list.handler(({ input }) => {
      const rows = input?.target === undefined ? listHosts(core.store) : hostsOfTarget(core, input.target);
      const trusted = allTrustedKeys(core.store);
      const seen = allSeenKeys(core.store);
      return rows.map((row) => hostKeyOf(row.name, trusted.get(row.id) ?? [], seen.get(row.id)));
    }),
    scan: os.keys.scan.handler(({ input }) =>
      eachAtOnce(hostsOfTarget(core, input.target), async (row): Promise<Answer> => {
        try {
          noteSeenKey(core, row, await core.runner.scanKey(connectionOf(core, row)));
          return { ...present(core, row), error: null };
        } catch (error) {
          return { ...present(core, row), error: lineOf(error) };
        }
      }),
    ),
    accept: os.keys.accept.handler(async ({ input, context }) => {
      const rows = hostsOfTarget(core, input.target);
      if (rows.length === 0) throw new AppError('DJ-TARGET-EMPTY', 'the target resolves to no host', { where: input.target });
      const [only] = rows;
      if (only && rows.length === 1) return [await acceptOne(core, context.caller, { row: only, fingerprint: input.fingerprint ?? null })];
      if (input.fingerprint !== undefined) {
        throw new AppError('DJ-KEY-MISMATCH', 'a fingerprint is of one host', { where: input.target, remedy: 'name one host' });
      }
      return eachAtOnce(rows, (row) =>
        acceptOne(core, context.caller, { row, fingerprint: null }).catch(
          (error: unknown): Answer => ({ ...present(core, row), error: lineOf(error) }),
        ),
      );
    }),
    forget: os.keys.forget.handler(({ input, context }) => {
      const row = hostNamed(core, input.name);
      const before = trustedKeys(core.store, row.id).map((key) => key.fingerprint);
      const forgotten = changeAudited(core, context.caller, (log) => {
        log({ action: 'key.forget', object: row.name, before });
        forgetSeenKey(core.store, row.id);
        return forgetKeys(core.store, row.id, null);
      });
      core.runner.send({ type: 'disconnect', host: row.name });
      announce(core, row);
      return { forgotten };
    }),
    import: os.keys.import.handler(({ input, context }) => importKeys(core, context.caller, input)),
  };
}

async function acceptOne(core: Core, caller: Caller, wish: { row: HostRow; fingerprint: string | null }): Promise<Answer> {
  const { row } = wish;
  const seen = await core.runner.scanKey(connectionOf(core, row));
  noteSeenKey(core, row, seen);
  announce(core, row);
  refuseKey(row.name, seen, wish.fingerprint);
  if (seen.verdict.state === 'known' || seen.verdict.state === 'certificate') return { ...present(core, row), error: null };
  const before = trustedKeys(core.store, row.id).map((key) => key.fingerprint);
  const at = core.clock.now();
  changeAudited(core, caller, (log) => {
    if (seen.verdict.state === 'changed') forgetKeys(core.store, row.id, seen.type);
    trustKey(core.store, row.id, { ...pick(seen), source: 'djcron', acceptedAt: at, acceptedBy: caller.actor });
    log({ action: 'key.accept', object: row.name, before, after: { type: seen.type, fingerprint: seen.fingerprint } });
  });
  core.dispatcher.reachAnew(row.name);
  announce(core, row);
  return { ...present(core, row), error: null };
}

function refuseKey(host: string, seen: SeenKey, fingerprint: string | null): void {
  const { verdict } = seen;
  if (verdict.state === 'revoked') {
    throw new AppError('DJ-KEY-REVOKED', `${host} shows a key that is revoked`, {
      where: verdict.source,
      remedy: 'it is never taken; find out who answers there',
    });
  }
  if (fingerprint !== null && fingerprint !== seen.fingerprint) {
    throw new AppError('DJ-KEY-MISMATCH', `${host} shows ${seen.fingerprint}, not ${fingerprint}`, {
      where: host,
      remedy: 'nothing was accepted; compare again on the host itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    });
  }
  if (verdict.state === 'changed' && fingerprint === null) {
    throw new AppError('DJ-KEY-CHANGED', `the key of ${host} changed from ${verdict.trustedFingerprint} to ${seen.fingerprint}`, {
      where: `trusted by ${verdict.source}`,
      remedy: `if the host was really made anew: djcron key accept ${host} --fingerprint ${seen.fingerprint}`,
    });
  }
}

function importKeys(core: Core, caller: Caller, input: { path: string; dryRun: boolean }): HostKey[] {
  const text = readKnownHosts(input.path);
  const rows = listHosts(core.store);
  const found = core.sshFiles.keysInKnownHosts(text, rows).filter(({ trusted }) => trusted.length > 0);
  if (input.dryRun) return found.map(({ name, trusted }) => hostKeyOf(name, trusted.map(asTrusted), undefined));
  changeAudited(core, caller, (log) => {
    for (const { name, trusted } of found) {
      const row = hostNamed(core, name);
      const keys = trusted.map(asTrusted);
      for (const key of keys) trustKey(core.store, row.id, key);
      log({ action: 'key.import', object: row.name, after: keys.map(({ type, fingerprint }) => ({ type, fingerprint })) });
    }
  });
  const changed = found.map(({ name }) => hostNamed(core, name));
  for (const row of changed) announce(core, row);
  return changed.map((row) => present(core, row));

  function asTrusted({ type, key }: PublicKey): TrustedKeyRow {
    const fingerprint = core.sshFiles.fingerprint(key);
    return { type, key, fingerprint, source: input.path, acceptedAt: core.clock.now(), acceptedBy: caller.actor };
  }
}

function readKnownHosts(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('DJ-FILE-UNREADABLE', 'the file cannot be read', { where: path, remedy: errnoWords(cause), cause });
  }
}

/** Writes down which key a host showed and what it was worth; called for every key any connection sees, so that none waits for the disk. */
export function noteSeenKey(core: Core, row: HostRow, seen: SeenKey): void {
  const { verdict } = seen;
  if (verdict.state === 'changed' || verdict.state === 'revoked') core.runner.send({ type: 'disconnect', host: row.name });
  core.store.transactionSoon(() =>
    writeSeenKey(
      core.store,
      row.id,
      {
        ...pick(seen),
        state: verdict.state,
        trustedFingerprint: verdict.state === 'changed' ? verdict.trustedFingerprint : null,
        source: 'source' in verdict ? verdict.source : null,
      },
      core.clock.now(),
    ),
  );
}

const pick = ({ type, key, fingerprint }: { type: string; key: string; fingerprint: string }) => ({ type, key, fingerprint });

function present(core: Core, row: HostRow): HostKey {
  return hostKeyOf(row.name, trustedKeys(core.store, row.id), seenKey(core.store, row.id));
}

function announce(core: Core, row: HostRow): void {
  core.announcer.announce({ type: 'host', host: presentHost(core, hostNamed(core, row.name)) });
}

function lineOf(error: unknown): string {
  if (error instanceof AppError) return error.refusal.remedy ? `${error.refusal.what}: ${error.refusal.remedy}` : error.refusal.what;
  return error instanceof Error ? error.message : String(error);
}
