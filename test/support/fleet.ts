// Many hosts on one machine: real sshds on loopback addresses, entered into a home by the command line as a person
// would, from an ssh_config and a known_hosts file.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { askCli } from './cli.ts';
import type { TestHome } from './home.ts';
import { loopbackAddresses, type Sshd, startSshd } from './sshd.ts';

export interface Fleet {
  sshd: Sshd;
  /** node-01, node-02, … in the order of their addresses */
  names: readonly string[];
  addresses: readonly string[];
  /** an ssh_config by which every SSH client reaches all of them without asking */
  sshConfig: string;
  close(): Promise<void>;
}

/** Starts `count` addresses; hosts and their keys are known to the home afterwards. */
export async function startFleet(home: TestHome, count: number): Promise<Fleet> {
  const addresses = loopbackAddresses(count);
  const sshd = await startSshd({ addresses });
  const width = String(count).length;
  const names = addresses.map((_, i) => `node-${String(i + 1).padStart(width, '0')}`);
  const knownHosts = path.join(sshd.dir, 'known_hosts');
  const sshConfig = path.join(sshd.dir, 'ssh_config');
  writeFileSync(knownHosts, sshd.knownHosts());
  writeFileSync(sshConfig, configOf({ sshd, names, addresses, knownHosts }));
  await askCli(home, ['host', 'import', '--ssh-config', sshConfig, '--yes']);
  await askCli(home, ['key', 'import', knownHosts, '--yes']);
  return { sshd, names, addresses, sshConfig, close: () => sshd.close() };
}

function configOf(fleet: { sshd: Sshd; names: string[]; addresses: string[]; knownHosts: string }): string {
  const hosts = fleet.names.map((name, i) => `Host ${name}\n  HostName ${fleet.addresses[i]}\n`);
  return [
    ...hosts,
    'Host *',
    `  Port ${fleet.sshd.port}`,
    `  User ${fleet.sshd.user}`,
    `  IdentityFile ${fleet.sshd.identity}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${fleet.knownHosts}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
    '  LogLevel ERROR',
    '',
  ].join('\n');
}
