// What it costs to fold a thousand hosts of a thousand lines, from what is stored: outputs that are equal as they are, beside
// ClusterShell and pdsh folding the same bytes, and a log in which every line is equal only under the rules. Then how long it takes
// to read the groups when nothing, or one host of them, is new.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { end, type Spoken, speak } from '../support/spoken.ts';
import { timed } from './cost.ts';
import { type Measure, median } from './measure.ts';

const count = 1000;
const lines = 1000;
const mostCpuS = 1;
const mostNextMs = 100;
const mostOpenMs = 300;
const rounds = 3;

const hosts = Array.from({ length: count }, (_, i) => `web-${String(i).padStart(4, '0')}`);
const words = 'kernel usb device started service network link ready module loaded filesystem mounted check unit session user cache'.split(
  ' ',
);
const two = (value: number) => String(value % 60).padStart(2, '0');
const word = (i: number) => words[i % words.length];

/** The same on every host. */
const packages = Array.from(
  { length: lines },
  (_, i) => `lib${word(i)}-${i} 2:${i % 9}.${i % 13}.${i % 7}-${i % 5}+deb12u1 amd64 install ok installed`,
).join('\n');

function logOf(host: string, h: number): string {
  const lineOf = (i: number) =>
    `Nov 29 ${10 + (i >> 8)}:${two(i * 7 + h)}:${two(i * 13 + h)} ${host} sshd[${1000 + ((i * 31 + h * 17) % 30_000)}]: ${word(i)} ${word(i * 5)} ${word(i * 11)} in ${(h * i) % 977}ms`;
  return Array.from({ length: lines }, (_, i) => lineOf(i)).join('\n');
}

export async function measureFolding(): Promise<Measure[]> {
  const peers = await peerCosts();
  const equal = await measureFold(() => packages);
  const masked = await measureFold(logOf);
  const what = `${count} hosts x ${lines} lines`;
  const cost = cpu(equal.cpuS);
  return [
    {
      what: `${what} folded, every line by a rule`,
      value: cpu(masked.cpuS),
      against: `${mostCpuS} s`,
      ratio: masked.cpuS / mostCpuS,
      must: 1,
    },
    { what: `${what} folded, equal lines`, value: cost, against: `${mostCpuS} s`, ratio: equal.cpuS / mostCpuS, must: 1 },
    {
      what: `${what} folded, equal lines`,
      value: cost,
      against: `clubak -b ${cpu(peers.clubak)}`,
      ratio: equal.cpuS / peers.clubak,
      must: 0.5,
    },
    {
      what: `${what} folded, equal lines`,
      value: cost,
      against: `dshbak -c ${cpu(peers.dshbak)}`,
      ratio: equal.cpuS / peers.dshbak,
      must: 1,
    },
    {
      what: `${what}, groups after one more host`,
      value: ms(masked.nextMs),
      against: `${mostNextMs} ms`,
      ratio: masked.nextMs / mostNextMs,
      must: 1,
    },
    {
      what: `${what}, groups of a finished run opened`,
      value: ms(masked.openMs),
      against: `${mostOpenMs} ms`,
      ratio: masked.openMs / mostOpenMs,
      must: 1,
    },
  ];
}

const cpu = (seconds: number) => `${seconds.toFixed(2)} s CPU`;
const ms = (value: number) => `${value.toFixed(0)} ms`;

async function peerCosts(): Promise<{ clubak: number; dshbak: number }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'djcron-folding-'));
  const file = path.join(dir, 'lines');
  try {
    writeFileSync(file, hosts.map((host) => `${host}: ${packages.replaceAll('\n', `\n${host}: `)}\n`).join(''));
    const costOf = async (command: string) => (await timed(['sh', '-c', `${command} <${file}`], { PATH: process.env.PATH ?? '' })).cpuS;
    return { clubak: await costOf('clubak -b'), dshbak: await costOf('dshbak -c') };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Folded {
  /** from what is stored, as if nobody had compared anything */
  cpuS: number;
  /** until the groups are there again after one more host has ended */
  nextMs: number;
  /** in a new process, of which nobody asked anything */
  openMs: number;
}

async function measureFold(textOf: (host: string, i: number) => string): Promise<Folded> {
  let result: Folded = { cpuS: Number.NaN, nextMs: Number.NaN, openMs: Number.NaN };
  await withCore(async (first) => {
    const said: Spoken[] = hosts.map((host, i) => ({ host, stdout: textOf(host, i) }));
    const last = said.at(-1) as Spoken;
    const id = await speak(first, [...said.slice(0, -1), { ...last, open: true }]);
    await groupOf(first, id, count - 1);
    const begun = performance.now();
    await Promise.all(end(first, `${id}.${count - 1}.1`));
    await groupOf(first, id, count);
    const nextMs = performance.now() - begun;
    let core = first;
    const [cpuS, openMs]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      core.store.run('DELETE FROM folds');
      core = await core.crash();
      const before = process.cpuUsage();
      await groupOf(core, id, count);
      const { user, system } = process.cpuUsage(before);
      cpuS.push((user + system) / 1e6);
      core = await core.crash();
      const opened = performance.now();
      await groupOf(core, id, count);
      openMs.push(performance.now() - opened);
    }
    result = { cpuS: median(cpuS), nextMs, openMs: median(openMs) };
  });
  return result;
}

/** All are in one group, or the measurement is worth nothing. */
async function groupOf({ client }: CoreUnderTest, id: string, size: number): Promise<void> {
  for (;;) {
    const { groups, comparing } = await client.runs.groups({ id });
    if (comparing.count > 0) continue;
    if (groups.length !== 1 || groups[0]?.count !== size) throw new Error(`${groups.length} groups instead of one of ${size}`);
    return;
  }
}
