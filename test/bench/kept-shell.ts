// What a kept shell saves: `sh -c true` again and again on one connection, through the shell and on a channel each.
import { type Asking, askShort } from '../../electron/runner/asking.ts';
import type { Keeping } from '../../electron/runner/ssh/kept-shells.ts';
import { createPool } from '../../electron/runner/ssh/pool.ts';
import { connectionTo } from '../support/runner.ts';
import { startSshd } from '../support/sshd.ts';
import { type Measure, median } from './measure.ts';

const commands = 200;
const rounds = 5;

export async function measureKeptShell(): Promise<Measure[]> {
  const sshd = await startSshd();
  const connection = connectionTo(sshd);
  let count = 0;
  const open = (keeping: Keeping) => {
    const pool = createPool({ idleMs: 60_000, keeping, onKeySeen: () => {} });
    const ports: Asking = { pool, nonce: () => `n${count++}` };
    return {
      pool,
      async perSecond() {
        const begun = performance.now();
        for (let i = 0; i < commands; i++) {
          const { code } = await askShort(ports, connection, 'sh -c true;', [], 20_000);
          if (code !== 0) throw new Error(`ended with ${code}`);
        }
        return (commands / (performance.now() - begun)) * 1000;
      },
    };
  };
  const [kept, plain] = [open('always'), open('never')];
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      theirs.push(await plain.perSecond());
      ours.push(await kept.perSecond());
    }
    const [fast, slow] = [median(ours), median(theirs)];
    return [
      {
        what: 'sh -c true through a kept shell',
        value: `${fast.toFixed(0)}/s`,
        against: `a channel each ${slow.toFixed(0)}/s`,
        ratio: slow / fast,
        must: 0.5,
      },
    ];
  } finally {
    await Promise.all([kept.pool.close(), plain.pool.close()]);
    await sshd.close();
  }
}
