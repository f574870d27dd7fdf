// The real sshd that the other tests stand on.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRoot, loopbackAddresses, type Sshd, sshdMissing, startSshd } from '../support/sshd.ts';
import { createUser } from '../support/user.ts';

function ssh(sshd: Sshd, address: string, command: string): string {
  const knownHosts = join(sshd.dir, 'known_hosts');
  const options = ['BatchMode=yes', 'IdentitiesOnly=yes', `UserKnownHostsFile=${knownHosts}`, 'LogLevel=ERROR'];
  const args = ['-F', 'none', '-i', sshd.identity, '-p', String(sshd.port), ...options.flatMap((option) => ['-o', option])];
  return execFileSync('ssh', [...args, `${sshd.user}@${address}`, command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe.skipIf(sshdMissing !== null)('the sshd for tests', () => {
  test('serves every address, also more than one sshd process can', async () => {
    await using sshd = await startSshd({ addresses: loopbackAddresses(18) });
    writeFileSync(join(sshd.dir, 'known_hosts'), sshd.knownHosts());
    expect(ssh(sshd, '127.0.1.1', 'echo $HOME')).toBe(`${sshd.home}\n`);
    expect(ssh(sshd, '127.0.1.18', 'echo there')).toBe('there\n');
  });

  test('comes back on its port after a stop, and with another key when told', async () => {
    await using sshd = await startSshd();
    writeFileSync(join(sshd.dir, 'known_hosts'), sshd.knownHosts());
    await sshd.stop();
    expect(() => ssh(sshd, sshd.address, 'true')).toThrow(/Connection refused/);
    await sshd.restart();
    expect(ssh(sshd, sshd.address, 'echo back')).toBe('back\n');
    await sshd.changeHostKey();
    expect(() => ssh(sshd, sshd.address, 'true')).toThrow(/IDENTIFICATION HAS CHANGED|verification failed/);
  });

  test.skipIf(!isRoot)('logs in a temporary user', async () => {
    const user = createUser({ shell: '/bin/bash' });
    try {
      await using sshd = await startSshd({ user });
      writeFileSync(join(sshd.dir, 'known_hosts'), sshd.knownHosts());
      expect(ssh(sshd, sshd.address, 'id -un; pwd')).toBe(`${user.name}\n${user.home}\n`);
    } finally {
      user.remove();
    }
  });
});
