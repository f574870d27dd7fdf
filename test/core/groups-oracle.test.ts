// ClusterShell and pdsh as the judges of folding: with all rules off, the same hosts come together over the same outputs as
// `clush -b`, `clubak -b` and `dshbak -c` put together, and what clush would hold others against is the reference.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expandNames } from '../../shared/model/target/expand.ts';
import { foldNames } from '../../shared/model/target/fold.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { createRandom, type Random } from '../support/random.ts';
import { type Spoken, speak } from '../support/spoken.ts';

const count = 320;
const seed = 20_261_129;

interface Said {
  host: string;
  /** one character a byte */
  output: string;
  exitCode: number;
}

/** The hosts of a group that wrote something, and what; the first is the one others are held against. */
interface Fold {
  hosts: string;
  output: string;
}

const pieces = [
  '',
  ' ',
  'ok',
  'ok ',
  '\tok',
  'OK',
  '12',
  '-'.repeat(14),
  'a: b',
  'é',
  '\u00ff\u00fe',
  '\u0000',
  '\u001b[31mred\u001b[0m',
  'Jan  5 09:00:00',
];

/** Few variants, so that hosts agree; each begins with the number of its case, so that one program may be asked for all at once. */
function makeCase(random: Random, number: number): Said[] {
  const line = (host: string) => {
    const words = Array.from({ length: random.below(4) }, () => random.pick([...pieces, host]));
    return words.join(random.pick([' ', '', ':']));
  };
  const variant = () => {
    const lines = Array.from({ length: random.below(5) }, () => line('n1'));
    if (random.below(20) === 0) lines.push('x'.repeat(random.below(200_000)));
    return [`case ${number}`, ...lines].join('\n');
  };
  const variants = Array.from({ length: 1 + random.below(4) }, variant);
  return Array.from({ length: 1 + random.below(7) }, (_, i) => ({
    // one number in a name: sets of names with two take ClusterShell minutes
    host: `n${1000 + number * 8 + i}`,
    output: random.below(25) === 0 ? '' : `${random.pick(variants)}${random.pick(['\n', '\n', '\n', '', '\n\n'])}`,
    exitCode: random.below(4) === 0 ? random.below(3) : 0,
  }));
}

const installed = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const withoutEnd = (text: string) => text.replace(/\n$/, '');

/** What this program makes of each case; hosts are shared by all of them. */
async function ours(core: CoreUnderTest, cases: readonly (readonly Said[])[]): Promise<Fold[][]> {
  const folds: Fold[][] = [];
  for (const said of cases) {
    const spoken: Spoken[] = said.map(({ output, exitCode }, i) => ({ host: `n${i + 1}`, stdout: latin1(output), exitCode }));
    const id = await speak(core, spoken);
    const { groups } = await core.client.runs.groups({ id, normalisers: [] });
    const nameOf = (host: string) => said[Number(host.slice(1)) - 1]?.host ?? host;
    folds.push(
      groups.flatMap(({ names, host }) => {
        const sample = said[Number(host.slice(1)) - 1];
        const hosts = foldNames(names.map(nameOf));
        return sample === undefined || sample.output === '' ? [] : [{ hosts, output: withoutEnd(sample.output) }];
      }),
    );
  }
  return folds;
}

const rule = /^-{15,16}$/;

/** Blocks of a header between two rules and what follows it, by case, in their order. */
function theirs(printed: Buffer): Fold[][] {
  const lines = printed.toString('latin1').split('\n');
  const folds: Fold[][] = Array.from({ length: count }, () => []);
  const headers: number[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (!rule.test(lines[i] ?? '') || !rule.test(lines[i + 2] ?? '')) continue;
    headers.push(i);
    i += 2;
  }
  headers.forEach((at, i) => {
    const hosts = foldNames(expandNames((lines[at + 1] ?? '').replace(/ \(\d+\)$/, '')));
    const output = lines.slice(at + 3, headers[i + 1] ?? lines.length - 1).join('\n');
    folds[Number(/^case (\d+)/.exec(output)?.[1])]?.push({ hosts, output });
  });
  return folds;
}

function run(program: string, args: readonly string[], input: Buffer | null = null): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { encoding: 'buffer', maxBuffer: 1 << 28, timeout: 300_000 }, (error, stdout) => {
      // with -b clush ends with 0 whatever the hosts ended with
      if (error) reject(error);
      else resolve(stdout);
    });
    child.stdin?.end(input ?? undefined);
  });
}

/** `host: line`, as pdsh prints it; clubak takes the blank for a part of the line. */
function labelled(cases: readonly (readonly Said[])[], label: ': ' | ':'): Buffer {
  const lines = cases.flat().flatMap(({ host, output }) =>
    output === ''
      ? []
      : withoutEnd(output)
          .split('\n')
          .map((line) => `${host}${label}${line}\n`),
  );
  return latin1(lines.join(''));
}

/** Without regard to the order of groups, and of the members of equal ones. */
const sorted = (folds: readonly Fold[][]) => folds.map((fold) => [...fold].sort((a, b) => (a.hosts < b.hosts ? -1 : 1)));

describe.skipIf(!installed('clush') || !installed('dshbak'))(`folding ${count} cases (seed ${seed})`, () => {
  const random = createRandom(seed);
  const cases = Array.from({ length: count }, (_, number) => makeCase(random, number));
  const wellEnded = cases.map((said) => said.map((one) => ({ ...one, exitCode: 0 })));
  let dir = '';
  beforeAll(() => {
    console.log(`seed ${seed}: ${cases.flat().length} hosts in ${count} cases`);
    dir = mkdtempSync(path.join(tmpdir(), 'djcron-folds-'));
    for (const { host, output, exitCode } of cases.flat()) {
      writeFileSync(path.join(dir, host), latin1(output));
      writeFileSync(path.join(dir, `${host}.code`), `${exitCode}\n`);
    }
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test('agrees with clush -b, exit codes and the reference included', async () => {
    const nodes = foldNames(cases.flat().map(({ host }) => host));
    const script = `cat ${dir}/%h; read code <${dir}/%h.code; exit $code`;
    const judged = theirs(await run('clush', ['-b', '-R', 'exec', '-f', '16', '-w', nodes, script]));
    await withCore(async (core) => {
      const folded = await ours(core, cases);
      expect(sorted(folded)).toEqual(sorted(judged));
      // a host that wrote nothing is not printed by clush, and may be our reference
      const speaking = cases.flatMap((said, i) => (said.every(({ output }) => output !== '') ? [i] : []));
      expect(speaking.length).toBeGreaterThan(200);
      for (const i of speaking) expect([i, folded[i]?.[0]]).toEqual([i, judged[i]?.[0]]);
    });
  }, 300_000);

  test('agrees with clubak -b and dshbak -c', async () => {
    const [clubak, dshbak] = await Promise.all([
      run('clubak', ['-b'], labelled(wellEnded, ':')),
      run('dshbak', ['-c'], labelled(wellEnded, ': ')),
    ]);
    await withCore(async (core) => {
      const folded = await ours(core, wellEnded);
      expect(folded).toEqual(theirs(clubak));
      expect(sorted(folded)).toEqual(sorted(theirs(dshbak)));
    });
  }, 300_000);
});
