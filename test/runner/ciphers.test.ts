// Keys of a connection are in the form that Node takes quickly: seen in ssh2 itself, where another version may keep them elsewhere.
import { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import type { Client } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { createPool } from '../../electron/runner/ssh/pool.ts';
import { connectionTo } from '../support/runner.ts';
import { sshdMissing, startSshd } from '../support/sshd.ts';

const keysOf = (client: Client) => {
  const { _protocol } = client as unknown as { _protocol: Record<'_cipher' | '_decipher', Record<string, unknown>> };
  return [_protocol._cipher._encKey, _protocol._decipher._decipherKey];
};

describe.skipIf(sshdMissing !== null)('keys of a connection', () => {
  test('are quick ones from the first packet on, and after every rekey', async () => {
    await using sshd = await startSshd({ config: 'RekeyLimit 1M' });
    const pool = createPool({ idleMs: 1000, keeping: 'never', onKeySeen: () => {} });
    const link = await pool.fresh(connectionTo(sshd), {});
    if (!link.ok) throw new Error(JSON.stringify(link));
    const first = keysOf(link.client);
    expect(first.map((key) => key instanceof KeyObject)).toEqual([true, true]);
    const channel = await link.exec('head -c 3000000 /dev/zero');
    channel.resume();
    channel.stderr.resume();
    await once(channel, 'close');
    const then = keysOf(link.client);
    expect(then.map((key) => key instanceof KeyObject)).toEqual([true, true]);
    expect(then.some((key, i) => key === first[i])).toBe(false);
    await link.close();
    await pool.close();
  });

  test.each([
    ['aes128-gcm@openssh.com', 'AESGCMDecipherNative'],
    ['aes256-ctr', 'GenericDecipherNative'],
  ])('%s: what two connections read at once is whole, also long after it was read', async (cipher, decipher) => {
    await using sshd = await startSshd({ config: `Ciphers ${cipher}\nRekeyLimit 1M` });
    const pool = createPool({ idleMs: 1000, keeping: 'never', onKeySeen: () => {} });
    const read = async (first: number) => {
      const link = await pool.fresh(connectionTo(sshd), {});
      if (!link.ok) throw new Error(JSON.stringify(link));
      const { _protocol } = link.client as unknown as { _protocol: { _decipher: object } };
      expect(_protocol._decipher.constructor.name).toBe(decipher); // others are not given memory that is used again
      const channel = await link.exec(`seq ${first} ${first + 499_999}`);
      const held: Buffer[] = [];
      channel.on('data', (bytes: Buffer) => held.push(bytes));
      channel.stderr.resume();
      await once(channel, 'close');
      await link.close();
      return held;
    };
    const firsts = [1_000_000, 2_000_000];
    const outputs = await Promise.all(firsts.map(read));
    for (const [i, first] of firsts.entries()) {
      const said = Array.from({ length: 500_000 }, (_, n) => `${first + n}\n`).join('');
      expect(Buffer.concat(outputs[i] ?? []).equals(Buffer.from(said))).toBe(true);
    }
    await pool.close();
  });
});
