// Hosts of an ssh_config as djcron would take them over: aliases on Host lines with what OpenSSH would use for each (the
// first value wins). Nothing is executed and no name is looked up; whether a host is new is left to the core.
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { hostName } from '../../shared/contract/base.ts';
import { matchesWildcard } from '../../shared/model/target/wildcard.ts';
import { type Draft, linkJumps, type SshConfigHost } from './ssh-config-jumps.ts';
import { type ConfigLines, readConfigLines, type Setting, type Skipped } from './ssh-config-lines.ts';

export interface SshConfigHosts {
  path: string;
  hosts: SshConfigHost[];
  skipped: Skipped[];
}

/** Whose config it is. */
interface Reader {
  home: string;
  user: string;
}

/** `file`: usually ~/.ssh/config. Throws DJ-FILE-UNREADABLE. */
export function readSshConfig(file: string, reader: Reader = { home: homedir(), user: userInfo().username }): SshConfigHosts {
  const full = path.resolve(file);
  const lines = readConfigLines(full, path.join(reader.home, '.ssh'));
  const { aliases, skipped } = aliasesOf(lines);
  const drafts: Draft[] = [];
  for (const { alias, source } of aliases) {
    const draft = draftOf({ alias, source, settings: lines.settings.filter((setting) => isUnder(setting, alias)), reader });
    if (/^[^\s@/]{1,255}$/.test(draft.host.address)) drafts.push(draft);
    else skipped.push({ name: alias, source, reason: `"${draft.host.address}" is no address` });
  }
  linkJumps(drafts, reader.user);
  const hosts = drafts.map(({ host, notes }) => ({ ...host, note: notes.length > 0 ? notes.join('; ') : null }));
  return { path: full, hosts, skipped: [...skipped, ...lines.skipped] };
}

/** Names on Host lines that can be hosts, each once, where it stands first. */
function aliasesOf({ hostLines }: ConfigLines): { aliases: { alias: string; source: string }[]; skipped: Skipped[] } {
  const aliases: { alias: string; source: string }[] = [];
  const skipped: Skipped[] = [];
  const seen = new Set<string>();
  for (const { patterns, source } of hostLines) {
    for (const pattern of patterns) {
      if (pattern.startsWith('!') || seen.has(pattern.toLowerCase())) continue;
      seen.add(pattern.toLowerCase());
      if (/[*?]/.test(pattern))
        skipped.push({ name: pattern, source, reason: 'a pattern, not a host: its settings go to the hosts it matches' });
      else if (hostName.safeParse(pattern).success) aliases.push({ alias: pattern, source });
      else skipped.push({ name: pattern, source, reason: 'a host name has letters, digits, ".", "-" and "_" only' });
    }
  }
  return { aliases, skipped };
}

function draftOf(from: { alias: string; source: string; settings: Setting[]; reader: Reader }): Draft {
  const { alias, source, settings, reader } = from;
  const first = (key: string) => settings.find((setting) => setting.key === key)?.values.join(' ');
  const notes: string[] = [];
  const address = expandTokens(first('hostname') ?? alias, { h: alias, n: alias }) ?? alias;
  const user = first('user') ?? reader.user;
  const port = portOf(first('port'), notes);
  const tokens = { d: reader.home, h: address, i: '', n: alias, p: String(port), r: user, u: reader.user };
  const identity = identityOf(first('identityfile'), { tokens, home: reader.home, notes });
  // whichever of the two comes first decides
  const proxy = settings.find((setting) => setting.key === 'proxyjump' || setting.key === 'proxycommand');
  const route = proxy?.values.join(' ') ?? 'none';
  if (proxy?.key === 'proxycommand' && route.toLowerCase() !== 'none')
    notes.push('its ProxyCommand is not run: give it a jump host if it cannot be reached directly');
  const hops = proxy?.key === 'proxyjump' && route.toLowerCase() !== 'none' ? route.split(',').map((hop) => hop.trim()) : [];
  return { host: { name: alias, address, port, user, identity, jump: null, source, note: null }, hops, notes };
}

function portOf(text: string | undefined, notes: string[]): number {
  if (text === undefined) return 22;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  notes.push(`"${text}" is no port: 22 is taken`);
  return 22;
}

function identityOf(text: string | undefined, more: { tokens: Record<string, string>; home: string; notes: string[] }): string | null {
  if (text === undefined || text.toLowerCase() === 'none') return null;
  const expanded = expandTokens(text.replace(/^~(?=\/|$)/, more.home.replaceAll('%', '%%')), more.tokens);
  if (expanded !== null && path.isAbsolute(expanded)) return expanded;
  more.notes.push(
    `its IdentityFile "${text}" ${expanded === null ? 'cannot be told beforehand' : 'has no full path'}: choose the identity here`,
  );
  return null;
}

/** `%h` and the like replaced; null when there is one that is not known here, or an environment variable. */
function expandTokens(text: string, tokens: Record<string, string>): string | null {
  let known = !text.includes('${');
  const expanded = text.replace(/%(.?)/g, (_, sign: string) => {
    const value = sign === '%' ? '%' : tokens[sign];
    if (value === undefined) known = false;
    return value ?? '';
  });
  return known ? expanded : null;
}

function isUnder(setting: Setting, alias: string): boolean {
  return setting.under.every(({ patterns }) => {
    const matching = patterns.filter((pattern) => matchesWildcard(pattern.replace(/^!/, ''), alias));
    return matching.length > 0 && !matching.some((pattern) => pattern.startsWith('!'));
  });
}
