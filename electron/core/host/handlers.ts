// Hosts of the catalog: seen, added, changed, removed.
import { userInfo } from 'node:os';
import type { HostEdit, NewHost } from '../../../shared/contract/hosts.ts';
import { AppError } from '../../../shared/errors.ts';
import { unfinishedExecutions } from '../../store/executions.ts';
import { deleteHost, getHost, type HostRow, type HostSettings, insertHost, listHosts, renameJump, updateHost } from '../../store/hosts.ts';
import { forgetSeenKey } from '../../store/keys.ts';
import { changeAudited } from '../audited.ts';
import type { Core } from '../core.ts';
import { os } from '../os.ts';
import { connectionOf } from './connections.ts';
import { readableIdentity } from './identity.ts';
import { hostNamed, hostsOfTarget, presentHost, presentHosts } from './lookup.ts';

export const defaultConnectTimeoutMs = 30_000;

export function hostHandlers(core: Core) {
  return {
    list: os.hosts.list.handler(({ input }) =>
      presentHosts(core, input?.target === undefined ? listHosts(core.store) : hostsOfTarget(core, input.target)),
    ),
    get: os.hosts.get.handler(({ input }) => presentHost(core, hostNamed(core, input.name))),
    add: os.hosts.add.handler(({ input, context }) => {
      const settings = newSettings(input, 'manual');
      changeAudited(core, context.caller, (log) => {
        addHost(core, settings);
        log({ action: 'host.add', object: settings.name, after: settings });
      });
      return announced(core, settings.name);
    }),
    edit: os.hosts.edit.handler(({ input, context }) => {
      const { name, rename, ...edit } = input;
      const row = hostNamed(core, name);
      const before = settingsOf(row);
      const after = { ...before, ...withoutUndefined(edit), name: rename ?? row.name };
      changeAudited(core, context.caller, (log) => {
        changeHost(core, row, after);
        log({ action: 'host.edit', object: row.name, before, after });
      });
      core.dispatcher.reachAnew(row.name);
      if (after.name !== row.name) core.announcer.announce({ type: 'host-removed', name: row.name });
      return announced(core, after.name);
    }),
    remove: os.hosts.remove.handler(({ input, context }) => {
      const row = hostNamed(core, input.name);
      refuseBusy(core, row);
      changeAudited(core, context.caller, (log) => {
        deleteHost(core.store, row.id);
        log({ action: 'host.remove', object: row.name, before: settingsOf(row) });
      });
      core.runner.send({ type: 'disconnect', host: row.name });
      core.announcer.announce({ type: 'host-removed', name: row.name });
      return { removed: row.name };
    }),
  };
}

/** Settings of a new host where nothing is said: port 22, this user, 30 s to connect. */
export function newSettings(input: NewHost, source: string): HostSettings {
  return {
    name: input.name,
    address: input.address,
    port: input.port ?? 22,
    user: input.user ?? userInfo().username,
    identity: input.identity ?? null,
    jump: input.jump ?? null,
    connectTimeoutMs: input.connectTimeoutMs ?? defaultConnectTimeoutMs,
    clusters: input.clusters ?? [],
    tags: input.tags ?? {},
    source,
  };
}

/** Inside a transaction. Throws when the name is taken, the identity cannot be read or the jump host is not there. */
export function addHost(core: Core, settings: HostSettings): void {
  const taken = getHost(core.store, settings.name);
  if (taken) {
    throw new AppError('DJ-HOST-EXISTS', `host "${taken.name}" exists already`, {
      where: settings.name,
      remedy: `change it with: djcron host edit ${taken.name}`,
    });
  }
  readableIdentity(settings.identity);
  insertHost(core.store, settings, core.clock.now());
  checkJump(core, settings.name);
}

function changeHost(core: Core, row: HostRow, after: HostSettings): void {
  const taken = getHost(core.store, after.name);
  if (taken && taken.id !== row.id) {
    throw new AppError('DJ-HOST-EXISTS', `host "${taken.name}" exists already`, { where: after.name, remedy: 'choose another name' });
  }
  if (after.identity !== row.identity) readableIdentity(after.identity);
  updateHost(core.store, row.id, after, core.clock.now());
  if (after.name !== row.name) renameJump(core.store, row.name, after.name);
  if (after.address !== row.address || after.port !== row.port) forgetSeenKey(core.store, row.id);
  checkJump(core, after.name);
}

/** Walks the way to the host, so that a missing hop or a circle is refused before it is saved. */
function checkJump(core: Core, name: string): void {
  connectionOf(core, hostNamed(core, name));
}

function refuseBusy(core: Core, row: HostRow): void {
  const busy = unfinishedExecutions(core.store).find((execution) => execution.host.toLowerCase() === row.name.toLowerCase());
  if (busy) {
    throw new AppError('DJ-HOST-BUSY', `a run is still going on at ${row.name}`, {
      where: busy.run,
      remedy: `wait for it, or: djcron run cancel ${busy.run}`,
    });
  }
  const behind = listHosts(core.store).find((host) => host.jump?.toLowerCase() === row.name.toLowerCase());
  if (behind) {
    throw new AppError('DJ-HOST-BUSY', `${behind.name} is reached through ${row.name}`, {
      where: row.name,
      remedy: `change it first: djcron host edit ${behind.name} --jump HOST`,
    });
  }
}

function announced(core: Core, name: string) {
  const host = presentHost(core, hostNamed(core, name));
  core.announcer.announce({ type: 'host', host });
  return host;
}

function settingsOf(row: HostRow): HostSettings {
  const { id: _id, facts: _facts, health: _health, ...settings } = row;
  return settings;
}

function withoutUndefined(edit: HostEdit): Partial<HostSettings> {
  return Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
}
