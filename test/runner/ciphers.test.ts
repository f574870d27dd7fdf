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
});
