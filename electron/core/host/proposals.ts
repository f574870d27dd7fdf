// Hosts of an ssh_config, held against the catalog: what would be added, what differs, what cannot be taken and why.
import path from 'node:path';
import type { HostProposal } from '../../../shared/contract/hosts.ts';
import { AppError } from '../../../shared/errors.ts';
import { readSshConfig } from '../../import/ssh-config.ts';
import { getHost, type HostRow, insertHost, updateHost } from '../../store/hosts.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import { os } from '../os.ts';
import type { Caller } from '../ports.ts';
import { defaultConnectTimeoutMs, newSettings } from './handlers.ts';
import { hostNamed, presentHost } from './lookup.ts';

export function proposalHandlers(core: Core) {
  return {
    proposals: os.hosts.proposals.handler(({ input }) => {
      const file = input.path ?? path.join(core.surroundings.sshDir, 'config');
      return { path: file, hosts: proposalsOf(core, file, input.path === null) };
    }),
    import: os.hosts.import.handler(({ input, context }) => {
      const file = input.path ?? path.join(core.surroundings.sshDir, 'config');
      const wanted = proposalsOf(core, file, false).filter(
        (item) => (item.action === 'add' || item.action === 'change') && (input.names === null || input.names.includes(item.name)),
      );
      return { imported: importHosts(core, context.caller, { wanted, cluster: input.cluster ?? null }) };
    }),
  };
}

/** A missing file is no host at all when nobody named it. */
function proposalsOf(core: Core, file: string, mayBeMissing: boolean): HostProposal[] {
  let read: ReturnType<typeof readSshConfig>;
  try {
    read = readSshConfig(file, { home: path.dirname(core.surroundings.sshDir), user: core.surroundings.user });
  } catch (error) {
    if (mayBeMissing && error instanceof AppError && error.code === 'DJ-FILE-UNREADABLE') return [];
    throw error;
  }
  return [
    ...read.hosts.map((host) => ({ ...host, action: actionFor(host, getHost(core.store, host.name)) })),
    ...read.skipped.map((item) => ({
      name: item.name,
      action: 'skip' as const,
      address: '',
      port: 22,
      user: '',
      identity: null,
      jump: null,
      source: item.source,
      note: item.reason,
    })),
  ];
}

type Found = Omit<HostProposal, 'action'>;

function actionFor(found: Found, here: HostRow | undefined): 'add' | 'change' | 'same' {
  if (!here) return 'add';
  const same =
    here.address === found.address &&
    here.port === found.port &&
    here.user === found.user &&
    here.identity === found.identity &&
    (here.jump ?? '') === (found.jump ?? '');
  return same ? 'same' : 'change';
}

function importHosts(core: Core, caller: Caller, wish: { wanted: readonly HostProposal[]; cluster: string | null }): string[] {
  const names = wish.wanted.map((item) => item.name);
  changeAudited(core, caller, (log) => {
    // A host may be reached through one that comes later in the file: first all of them, then the jumps.
    for (const item of wish.wanted) {
      const here = getHost(core.store, item.name);
      const clusters = [...new Set([...(here?.clusters ?? []), ...(wish.cluster === null ? [] : [wish.cluster])])];
      const settings = {
        ...newSettings(
          { ...item, clusters, tags: here?.tags ?? {}, connectTimeoutMs: here?.connectTimeoutMs ?? defaultConnectTimeoutMs },
          item.source,
        ),
        jump: jumpHere(core, item, names),
      };
      if (here) updateHost(core.store, here.id, { ...settings, name: here.name }, core.clock.now());
      else insertHost(core.store, settings, core.clock.now());
      log({ action: here ? 'host.edit' : 'host.add', object: item.name, after: settings });
    }
  });
  for (const name of names) core.announcer.announce({ type: 'host', host: presentHost(core, hostNamed(core, name)) });
  return names;
}

/** A jump host that is neither here nor imported now would make the host unusable: refused by name. */
function jumpHere(core: Core, item: HostProposal, names: readonly string[]): string | null {
  if (item.jump === null || names.includes(item.jump) || getHost(core.store, item.jump)) return item.jump;
  throw new AppError('DJ-JUMP-UNKNOWN', `"${item.jump}", through which ${item.name} is reached, is neither here nor imported with it`, {
    where: item.source,
    remedy: `import ${item.jump} too`,
  });
}
