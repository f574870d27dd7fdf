// ProxyJump to jump hosts: each hop has to be a host of the same file, because djcron's jump is the name of a host.
import type { HostProposal } from '../../shared/contract/hosts.ts';

export type SshConfigHost = Omit<HostProposal, 'action'>;

/** A host before its jump is known. */
export interface Draft {
  host: SshConfigHost;
  /** hops of ProxyJump as written, the one nearest to here first */
  hops: string[];
  notes: string[];
}

/** Sets `jump` where the way of a host can be kept, and says in its notes where it cannot. */
export function linkJumps(drafts: readonly Draft[], localUser: string): void {
  const byName = new Map(drafts.map((draft) => [draft.host.name.toLowerCase(), draft]));
  // single hops first: what they say about a host goes before what another host's chain would make of it
  for (const draft of drafts) if (draft.hops.length === 1) link(draft, byName, localUser);
  for (const draft of drafts) if (draft.hops.length > 1) link(draft, byName, localUser);
  for (const draft of drafts) cutLoop(draft, byName);
}

function link(draft: Draft, byName: ReadonlyMap<string, Draft>, localUser: string): void {
  const hosts = draft.hops.map((hop) => hostOfHop(hop, byName, localUser));
  const unknown = draft.hops.find((_, i) => hosts[i] === null);
  if (unknown !== undefined) {
    draft.notes.push(
      `it is reached through ${draft.hops.join(', then ')}, but ${unknown} is no Host of this file: add it and set it as jump host`,
    );
    return;
  }
  const chain = hosts.filter((host) => host !== null);
  for (let i = 1; i < chain.length; i += 1) {
    const [before, hop] = [chain[i - 1], chain[i]];
    if (!before || !hop || hop.host.jump === before.host.name) continue;
    if (hop.host.jump !== null || hop.hops.length === 1) {
      draft.notes.push(
        `it is reached through ${draft.hops.join(', then ')}, but ${hop.host.name} has another way of its own: check its jump host`,
      );
      return;
    }
    hop.host.jump = before.host.name;
    hop.notes.push(`jump host ${before.host.name} is taken from ProxyJump of ${draft.host.name}`);
  }
  draft.host.jump = chain.at(-1)?.host.name ?? null;
}

/** The host a hop means, when its own settings lead to the same place; null otherwise. */
function hostOfHop(hop: string, byName: ReadonlyMap<string, Draft>, localUser: string): Draft | null {
  const match = /^(?:ssh:\/\/)?(?:([^@]*)@)?(\[[^\]]*\]|[^:[\]]+)(?::(\d+))?\/?$/.exec(hop);
  const draft = byName.get((match?.[2] ?? '').replace(/^\[|\]$/g, '').toLowerCase());
  if (!match || !draft) return null;
  const [, user, , port] = match;
  const same = (user === undefined || user === draft.host.user) && (port === undefined || Number(port) === draft.host.port);
  return same || (user === '' && draft.host.user === localUser) ? draft : null;
}

/** Only where the way leads back to the host itself: those outside of the loop keep their way. */
function cutLoop(draft: Draft, byName: ReadonlyMap<string, Draft>): void {
  const seen = new Set<Draft>();
  let hop = byName.get(draft.host.jump?.toLowerCase() ?? '');
  while (hop && !seen.has(hop)) {
    if (hop === draft) {
      draft.notes.push(`its ProxyJump leads back to itself: no jump host is set`);
      draft.host.jump = null;
      return;
    }
    seen.add(hop);
    hop = byName.get(hop.host.jump?.toLowerCase() ?? '');
  }
}
