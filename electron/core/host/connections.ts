// From a host of the catalog to all a runner needs to reach it: address, identities, secrets held for this session, trusted
// keys, and the same for the hosts it is reached through.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Connection } from '../../runner/messages.ts';
import { getHost, type HostRow } from '../../store/hosts.ts';
import { trustedKeys } from '../../store/keys.ts';
import type { Ports } from '../ports.ts';

/** The files ssh itself tries, in its order, as far as they can be of use here. */
const usualIdentities = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
/** A chain longer than this is a mistake, most likely a circle. */
const longestChain = 8;

type Needs = Pick<Ports, 'store' | 'vault' | 'surroundings'>;

/** Throws DJ-JUMP-UNKNOWN when a host it is reached through is not there, or the chain is a circle. */
export function connectionOf(ports: Needs, host: HostRow, chain: readonly string[] = []): Connection {
  const { sshDir, agent } = ports.surroundings;
  const identities = host.identity === null ? usualIdentities.map((name) => path.join(sshDir, name)).filter(existsSync) : [host.identity];
  return {
    host: host.name,
    address: host.address,
    port: host.port,
    user: host.user,
    connectTimeoutMs: host.connectTimeoutMs,
    identities: identities.map((file) => ({ path: file, passphrase: ports.vault.passphrase(file) })),
    identityRequired: host.identity !== null,
    agent,
    password: ports.vault.password(host.name),
    trusted: trustedKeys(ports.store, host.id).map(({ type, key }) => ({ type, key })),
    knownHosts: [path.join(sshDir, 'known_hosts'), '/etc/ssh/ssh_known_hosts'].filter(existsSync),
    jump: host.jump === null ? null : jumpOf(ports, host, [...chain, host.name]),
  };
}

/** Null when the host, or one it is reached through, is not there any more. */
export function connectionOrNull(ports: Needs, name: string): Connection | null {
  const host = getHost(ports.store, name);
  if (host === undefined) return null;
  try {
    return connectionOf(ports, host);
  } catch {
    return null;
  }
}

function jumpOf(ports: Needs, host: HostRow, chain: readonly string[]): Connection {
  const jump = host.jump === null ? undefined : getHost(ports.store, host.jump);
  if (!jump) {
    throw new AppError('DJ-JUMP-UNKNOWN', `"${host.jump}", through which ${host.name} is reached, is not a host`, {
      where: host.name,
      remedy: `add it, or change: djcron host edit ${host.name} --jump HOST`,
    });
  }
  if (chain.includes(jump.name) || chain.length > longestChain) {
    throw new AppError('DJ-JUMP-UNKNOWN', `the hosts ${[...chain, jump.name].join(' -> ')} are reached through each other`, {
      where: host.name,
      remedy: `change one of them: djcron host edit ${jump.name} --jump HOST`,
    });
  }
  return connectionOf(ports, jump, chain);
}
