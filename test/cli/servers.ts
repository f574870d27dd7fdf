// Two real SSH servers for the tests of a file, and a home for each of its tests.
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type CliResult, runCli } from '../support/cli.ts';
import { createHome, type TestHome } from '../support/home.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

export interface Servers {
  home: TestHome;
  sshd: Sshd;
  other: Sshd;
  /** one command on the home, its own process */
  cli: (...args: string[]) => Promise<CliResult>;
  addHost: (name: string, server: Sshd, ...more: string[]) => Promise<void>;
  /** The same, and its key is accepted. */
  addTrusted: (name: string, server: Sshd, ...more: string[]) => Promise<void>;
}

/** To be called within `describe`; the fields are there within its tests. */
export function useServers(): Servers {
  const servers = {} as Servers;
  beforeAll(async () => {
    [servers.sshd, servers.other] = await Promise.all([startSshd(), startSshd()]);
  });
  afterAll(async () => {
    await Promise.all([servers.sshd.close(), servers.other.close()]);
  });
  beforeEach(() => {
    servers.home = createHome();
  });
  afterEach(() => servers.home.remove());
  servers.cli = (...args) => runCli(servers.home, args);
  servers.addHost = async (name, server, ...more) => {
    const place = ['--address', server.address, '--port', String(server.port), '--user', server.user, '--identity', server.identity];
    expect(await servers.cli('host', 'add', name, ...place, ...more)).toMatchObject({ code: 0 });
  };
  servers.addTrusted = async (name, server, ...more) => {
    await servers.addHost(name, server, ...more);
    expect(await servers.cli('key', 'accept', name)).toMatchObject({ code: 0 });
  };
  return servers;
}
