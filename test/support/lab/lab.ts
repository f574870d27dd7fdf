// A lab: real hosts on this machine, each with its own kernel tables (network, processes, mounts, clock since boot), its
// own disk over the machine's files, a real OpenSSH and a boot id. All of it hangs on one process, the keeper, and the
// keeper on its standard input: whatever becomes of the test, nothing stays.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey, readPublicKey } from '../sshd.ts';
import { claimRange, ownNumber } from './addresses.ts';
import { command, tryCommand } from './commands.ts';
import { createHost, type LabHost } from './host.ts';
import { createFolder, mark, removeLeftovers } from './leftovers.ts';
import { linesOf } from './lines.ts';

export interface Lab {
  readonly hosts: readonly LabHost[];
  /** the private key that opens every account of every host */
  readonly identity: string;
  /** the machine's own address as the hosts see it */
  readonly ownAddress: string;
  /** lines for a known_hosts file */
  knownHosts(): string;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The accounts of every host, root aside, and what their login shell is or does. */
export const users = {
  deploy: 'bash, sudo without password',
  nosudo: 'bash, no sudo',
  pwsudo: 'bash, sudo with a password',
  noisy: 'bash, prints on both streams whatever it is started for',
  forced: 'bash, sshd runs one command whatever is asked for',
  dashu: 'dash',
  bbu: "busybox's sh",
  mkshu: 'mksh',
  zshu: 'zsh',
  fishu: 'fish',
  rbashu: 'restricted bash',
  nologin: 'none',
} as const;

/** Hosts lab-1, lab-2, …: booted and answering. */
export async function openLab(count: number): Promise<Lab> {
  if (count >= ownNumber) throw new Error(`a lab has at most ${ownNumber - 1} hosts`);
  await removeLeftovers();
  const folder = createFolder();
  const chain = spawn(
    'unshare',
    ['--mount', '--net', '--pid', '--fork', '--kill-child', 'sh', join(import.meta.dirname, 'keeper.sh'), folder],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const lines = linesOf(chain, 'the keeper of the lab');
  let cable: string | null = null;
  const close = async () => {
    if (chain.exitCode === null && chain.signalCode === null) {
      const gone = once(chain, 'exit');
      chain.stdin?.end();
      await gone;
    }
    if (cable !== null) await tryCommand('ip', ['link', 'delete', cable]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const keeper = Number((await lines.said(/^keeper (\d+)$/m))[1]);
    mark(folder, 'keeper', keeper);
    const identity = makeKey(folder, 'id', 'ed25519');
    const claim = await claimRange(keeper);
    cable = claim.cable;
    writeFileSync(join(folder, 'cable'), cable);
    const enter = ['--target', String(keeper), '--mount', '--net', '--'];
    await command('nsenter', [...enter, 'ip', 'link', 'set', 'uplink', 'master', 'switch', 'up']);
    // From inside the folder is the keeper's tmpfs; the key lies in the machine's folder of the same name.
    const publicKey = `/proc/${process.pid}/root${identity}.pub`;
    await command('nsenter', [...enter, 'sh', join(import.meta.dirname, 'layer.sh'), folder, publicKey]);
    const hosts = Array.from({ length: count }, (_, i) => {
      const hostKeyFile = makeKey(folder, `host-${i + 1}`, 'ed25519');
      const { type, key } = readPublicKey(`${hostKeyFile}.pub`);
      const address = `${claim.prefix}.${i + 1}`;
      return createHost({ number: i + 1, address, folder, keeper, identity, hostKeyFile, hostKey: { type, key } });
    });
    await Promise.all(hosts.map((host) => host.boot()));
    return {
      hosts,
      identity,
      ownAddress: `${claim.prefix}.${ownNumber}`,
      knownHosts: () => hosts.map(({ address, hostKey }) => `${address} ${hostKey.type} ${hostKey.key}\n`).join(''),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
