// known_hosts as OpenSSH reads it: plain, hashed, `[host]:port`, wildcards, negation, @revoked, @cert-authority.
// Pure: reading files and what a verdict leads to are left to trust.ts.
//
// The rule, as in OpenSSH's hostfile.c and sshconnect.c:
// - a @revoked line that matches the host and holds the key: revoked, whatever else there is;
// - any plain line that matches and holds the key: known (several keys, files and names add up);
// - else any plain line that matches and has another key of the same type: changed;
// - else new, also when keys of other types are known: the connection asks for known types first, so a server that
//   shows another type has none of them, and new is refused until a person accepts it;
// - `host` on a port other than 22 is looked up as `[host]:port`; a line of the bare name can only say known;
// - @cert-authority lines are no use here, since no host certificates are offered: the key counts as new.
import { createHash, createHmac } from 'node:crypto';
import type { PublicKey } from '../messages.ts';

export interface KnownHostLine extends PublicKey {
  marker: '' | '@revoked' | '@cert-authority';
  /** the hosts field as it stands in the file */
  hosts: string;
  /** 1 for the first line */
  line: number;
}

/** Reads every well-formed line; comments and lines that OpenSSH would pass over too are passed over. */
export function parseKnownHosts(text: string): KnownHostLine[] {
  const lines: KnownHostLine[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const fields = raw.trim().split(/[ \t\r]+/);
    const first = fields[0] ?? '';
    if (first === '' || first.startsWith('#')) continue;
    let marker: KnownHostLine['marker'] = '';
    if (first.startsWith('@')) {
      if (first !== '@revoked' && first !== '@cert-authority') continue;
      marker = first;
      fields.shift();
    }
    const [hosts, type, key] = fields;
    if (hosts === undefined || type === undefined || key === undefined || typeInKey(key) !== type) continue;
    lines.push({ marker, hosts, type, key, line: i + 1 });
  }
  return lines;
}

/** The key type that the wire form itself names; a line that says another is damaged. */
function typeInKey(key: string): string | null {
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length < 4) return null;
  const length = bytes.readUInt32BE(0);
  return length <= 64 && bytes.length > 4 + length ? bytes.toString('latin1', 4, 4 + length) : null;
}

/** Where a host is looked up: what ssh would call it with this port. */
export function lookupName(name: string, port: number): string {
  return port === 22 ? name.toLowerCase() : `[${name.toLowerCase()}]:${port}`;
}

/** Does the hosts field of a line match this name (as made by `lookupName`)? */
export function matchesHosts(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHashed(hosts, name);
  let matched = false;
  for (const pattern of hosts.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function matchesHashed(hosts: string, name: string): boolean {
  const [, version, salt, digest] = hosts.split('|');
  if (version !== '1' || salt === undefined || digest === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === digest;
}

/** `*` and `?` only, without regular expressions: patterns come from files of others. */
function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let restart = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      restart = n;
    } else if (pattern[p] === '?' || (p < pattern.length && pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++restart;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

export type Finding =
  | { state: 'known' | 'revoked'; line: KnownHostLine }
  | { state: 'changed'; line: KnownHostLine }
  /** types of keys that are known for the host, none of them the asked one */
  | { state: 'new'; otherTypes: string[] };

/** What these lines say of a key that a host at `port` shows, known under any of `names`. */
export function findKey(lines: readonly KnownHostLine[], names: readonly string[], port: number, key: PublicKey): Finding {
  const lookups = names.map((name) => lookupName(name, port));
  const matching = lines.filter((line) => lookups.some((lookup) => matchesHosts(line.hosts, lookup)));
  const revoked = matching.find((line) => line.marker === '@revoked' && line.key === key.key);
  if (revoked !== undefined) return { state: 'revoked', line: revoked };
  const plain = matching.filter((line) => line.marker === '');
  const same = plain.find((line) => line.key === key.key);
  if (same !== undefined) return { state: 'known', line: same };
  const changed = plain.find((line) => line.type === key.type);
  if (changed !== undefined) return { state: 'changed', line: changed };
  const bare = port === 22 ? undefined : findBare(lines, names, key);
  if (bare !== undefined) return bare;
  return { state: 'new', otherTypes: [...new Set(plain.map((line) => line.type))] };
}

function findBare(lines: readonly KnownHostLine[], names: readonly string[], key: PublicKey): Finding | undefined {
  const finding = findKey(lines, names, 22, key);
  return finding.state === 'known' || finding.state === 'revoked' ? finding : undefined;
}

export interface HostToFind {
  name: string;
  address: string;
  port: number;
}

export interface FoundKeys {
  name: string;
  trusted: PublicKey[];
  revoked: PublicKey[];
}

/** What a known_hosts file says of each host: by its address and by its name. Revoked keys are never among the trusted. */
export function keysInKnownHosts(text: string, hosts: readonly HostToFind[]): FoundKeys[] {
  const lines = parseKnownHosts(text);
  return hosts.map(({ name, address, port }) => {
    const lookups = [lookupName(address, port), lookupName(name, port)];
    const matching = lines.filter((line) => lookups.some((lookup) => matchesHosts(line.hosts, lookup)));
    const revoked = publicKeys(matching.filter((line) => line.marker === '@revoked'));
    const isRevoked = new Set(revoked.map((key) => key.key));
    const trusted = publicKeys(matching.filter((line) => line.marker === '' && !isRevoked.has(line.key)));
    return { name, trusted, revoked };
  });
}

function publicKeys(lines: readonly KnownHostLine[]): PublicKey[] {
  return [...new Map(lines.map(({ type, key }) => [key, { type, key }])).values()];
}

/** `SHA256:…` as ssh-keygen -l prints it; `key` is the base64 of the wire form. */
export function fingerprintOf(key: string): string {
  return `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')}`;
}
