// What a host's key is worth to one connection: the keys djcron's own store trusts, and the known_hosts files it names.
// A file that is there but cannot be read trusts nobody: it might hold the line that revokes the key.
import { readFileSync, statSync } from 'node:fs';
import type { Connection, KeyVerdict, PublicKey } from '../messages.ts';
import { type Finding, findKey, fingerprintOf, type KnownHostLine, lookupName, matchesHosts, parseKnownHosts } from './known-hosts.ts';

export type Judgement =
  | { type: 'verdict'; verdict: KeyVerdict; otherTypes: string[] }
  /** no verdict can be given: `path` cannot be read */
  | { type: 'unreadable'; path: string; reason: string };

const store = 'djcron';

/** Looks the key up. Cheap when nothing changed on disk: files are parsed once and asked for their time only. */
export function judgeKey(connection: Connection, key: PublicKey): Judgement {
  const findings: { source: string; finding: Finding }[] = [];
  for (const path of connection.knownHosts) {
    const lines = readKnownHosts(path);
    if (!Array.isArray(lines)) return { type: 'unreadable', path, reason: lines.reason };
    findings.push({ source: path, finding: findKey(lines, namesOf(connection), connection.port, key) });
  }
  findings.push({ source: store, finding: findInStore(connection.trusted, key) });
  const verdict = verdictOf(findings);
  const otherTypes = findings.flatMap(({ finding }) => (finding.state === 'new' ? finding.otherTypes : []));
  return { type: 'verdict', verdict, otherTypes: [...new Set(otherTypes)] };
}

/** Types of the keys that are known for the host, best first: a server is asked for those before others. */
export function knownTypes(connection: Connection): string[] {
  const types = new Set(connection.trusted.map((key) => key.type));
  const lookups = namesOf(connection).flatMap((name) => [lookupName(name, connection.port), lookupName(name, 22)]);
  for (const path of connection.knownHosts) {
    const lines = readKnownHosts(path);
    if (!Array.isArray(lines)) continue;
    for (const line of lines) {
      if (line.marker === '' && !types.has(line.type) && lookups.some((lookup) => matchesHosts(line.hosts, lookup))) types.add(line.type);
    }
  }
  return [...types];
}

function namesOf(connection: Connection): string[] {
  return [...new Set([connection.address, connection.host])];
}

function findInStore(trusted: readonly PublicKey[], key: PublicKey): Finding {
  const line = (found: PublicKey): KnownHostLine => ({ ...found, marker: '', hosts: '', line: 0 });
  const same = trusted.find((other) => other.key === key.key);
  if (same !== undefined) return { state: 'known', line: line(same) };
  const changed = trusted.find((other) => other.type === key.type);
  if (changed !== undefined) return { state: 'changed', line: line(changed) };
  return { state: 'new', otherTypes: trusted.map((other) => other.type) };
}

/** Revoked beats known beats changed beats new, over all sources. */
function verdictOf(findings: readonly { source: string; finding: Finding }[]): KeyVerdict {
  for (const state of ['revoked', 'known', 'changed'] as const) {
    for (const { source, finding } of findings) {
      if (finding.state !== state) continue;
      const place = source === store ? store : `${source}:${finding.line.line}`;
      if (state === 'changed') return { state, trustedFingerprint: fingerprintOf(finding.line.key), source: place };
      return { state, source: place };
    }
  }
  return { state: 'new' };
}

const parsed = new Map<string, { stamp: string; lines: KnownHostLine[] }>();

function readKnownHosts(path: string): KnownHostLine[] | { reason: string } {
  try {
    const stat = statSync(path);
    const stamp = `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
    const before = parsed.get(path);
    if (before?.stamp === stamp) return before.lines;
    const lines = parseKnownHosts(readFileSync(path, 'utf8'));
    parsed.set(path, { stamp, lines });
    return lines;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    return { reason: (error as Error).message };
  }
}
