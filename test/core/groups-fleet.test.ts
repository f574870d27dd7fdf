// Three hundred hosts asked what they are: all alike is one group, and three that are not are seen at once.
import { describe, expect, test } from 'vitest';
import { withCore } from '../support/core.ts';
import { createRandom, type Random } from '../support/random.ts';
import { speak } from '../support/spoken.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** As `uptime` of procps words it: minutes, hours, or days. */
function upFor(random: Random): string {
  const clock = `${random.below(24)}:${two(random.below(60))}`;
  const span = random.pick([
    `${1 + random.below(59)} min`,
    clock,
    `1 day,  ${clock}`,
    `${2 + random.below(400)} days, ${clock}`,
    `${2 + random.below(90)} days, ${1 + random.below(59)} min`,
  ]);
  const users = random.below(4);
  const load = () => `${random.below(9)}.${two(random.below(100))}`;
  return `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))} up ${span},  ${users} user${users === 1 ? '' : 's'},  load average: ${load()}, ${load()}, ${load()}`;
}

/** What `uname -a; uptime; hostname` prints. */
function facts(random: Random, host: string, kernel = '6.1.0-28-amd64'): string {
  const uname = `Linux ${host} ${kernel} #1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 (2024-11-22) x86_64 GNU/Linux`;
  return `${uname}\n ${upFor(random)}\n${host}\n`;
}

const hosts = Array.from({ length: 300 }, (_, i) => `web-${String(i + 1).padStart(3, '0')}`);

describe('uname -a; uptime; hostname on 300 hosts', () => {
  test('is one group', () =>
    withCore(async (core) => {
      const random = createRandom(300);
      const id = await speak(
        core,
        hosts.map((host) => ({ host, stdout: facts(random, host) })),
      );
      const { groups } = await core.client.runs.groups({ id });
      expect(groups.map(({ hosts: folded, count }) => [folded, count])).toEqual([['web-[001-300]', 300]]);
      expect((await core.client.runs.groups({ id, normalisers: [] })).groups).toHaveLength(300);
    }));

  test('shows three odd ones below the others, with the line in which they are odd', () =>
    withCore(async (core) => {
      const random = createRandom(3);
      const odd = new Map([
        ['web-017', { kernel: '6.1.0-25-amd64', exitCode: 0 }],
        ['web-181', { kernel: '6.1.0-25-amd64', exitCode: 0 }],
        ['web-256', { kernel: '6.1.0-28-amd64', exitCode: 1 }],
      ]);
      const id = await speak(
        core,
        hosts.map((host) => ({ host, stdout: facts(random, host, odd.get(host)?.kernel), exitCode: odd.get(host)?.exitCode ?? 0 })),
      );
      const { groups } = await core.client.runs.groups({ id });
      const seen = groups.map(({ hosts: folded, exitCode, differences }) => [
        folded,
        exitCode,
        differences?.first.map(({ kind, text }) => `${kind} ${text.split(' ')[2]}`) ?? [],
      ]);
      expect(seen).toEqual([
        ['web-[001-016,018-180,182-255,257-300]', 0, []],
        ['web-[017,181]', 0, ['removed 6.1.0-28-amd64', 'added 6.1.0-25-amd64']],
        ['web-256', 1, []],
      ]);
    }));
});
