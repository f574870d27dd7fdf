// djcron report verify: reads the file, and its signature beside it if there is one; with a key given, nothing of a home is touched.
import { readFileSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import { parsePublicKey } from '../../../shared/model/report/signature.ts';
import { fingerprintOfKey, knownPublicKey } from '../../report/signature/key.ts';
import { type Verdict, verifyReport } from '../../report/signature/verify.ts';
import { usage } from '../refusal.ts';
import type { Session } from '../session.ts';

export interface VerifyOptions {
  key?: string;
}

type Shown = { result: Verdict['result']; file: string; detail: string };

export async function verifyFile(session: Session, file: string, { key }: VerifyOptions): Promise<number> {
  const path = session.path(file);
  const bytes = readOrRefuse(path);
  const trusted = key === undefined ? await keyOfHome(session) : keyGiven(session, key);
  const verdict = verifyReport(bytes, readIfThere(`${path}.sig`), trusted);
  const shown: Shown = { result: verdict.result, file: path, ...wordsOf(verdict, trusted) };
  if (verdict.result === 'valid' && key === undefined) Object.assign(shown, await inAuditLog(session, verdict));
  await session.print.one(shown, {
    columns: [
      { name: 'RESULT', value: (it) => it.result },
      { name: 'FILE', value: (it) => it.file },
      { name: 'DETAIL', value: (it) => it.detail },
    ],
    name: (it) => it.result,
    text: (it) => [`${it.result}: ${file}: ${it.detail}`],
  });
  return shown.result === 'valid' ? 0 : shown.result === 'changed' ? 1 : 2;
}

function wordsOf(verdict: Verdict, trusted: string | null): { detail: string } {
  switch (verdict.result) {
    case 'valid':
      return { detail: `as it was made at ${verdict.statement.madeAt}, signed by ${fingerprintOfKey(verdict.publicKey)}` };
    case 'changed':
      return { detail: verdict.why };
    case 'unknown key': {
      const known = trusted === null ? 'this home has no key yet' : `not by ${fingerprintOfKey(trusted)}`;
      return { detail: `whole, but signed by ${fingerprintOfKey(verdict.publicKey)}, ${known}: give the key you trust with --key` };
    }
    case 'no signature':
      return { detail: 'neither in it nor in a file of its name with .sig after it' };
  }
}

/** Where the home is at hand, its log must have the entry that the signature names. */
async function inAuditLog(session: Session, { statement }: Extract<Verdict, { result: 'valid' }>): Promise<Partial<Shown>> {
  const { seq, hash } = statement.audit;
  const client = await session.client('read');
  const [entry] = await client.audit.list({ beforeSeq: seq + 1, limit: 1 });
  if (entry?.seq === seq && entry.hash === hash)
    return { detail: `as it was made at ${statement.madeAt}, by this home, whose audit entry ${seq} says so` };
  return { result: 'changed', detail: `the report is whole, but audit entry ${seq} of this home is another: see djcron audit verify` };
}

async function keyOfHome(session: Session): Promise<string | null> {
  const { homePaths } = await import('../../store/home.ts');
  return knownPublicKey(homePaths(session.io.env, session.home).signingKey);
}

function keyGiven(session: Session, text: string): string {
  const key = parsePublicKey(text) ?? parsePublicKey(readIfThere(session.path(text)) ?? '');
  if (key === null) throw usage(`"${text}" is neither a public key nor a file with one`, 'write what djcron report key shows');
  return key;
}

function readOrRefuse(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new AppError('DJ-FILE-UNREADABLE', 'the file cannot be read', { where: path, remedy: 'give a report that djcron made', cause });
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
