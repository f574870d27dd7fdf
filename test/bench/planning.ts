// How long it takes to know when 10,000 cron lines in mixed zones fire next, from nothing: read, and planned once. In a process
// of its own each, beside croner doing the same.
import { spawnSync } from 'node:child_process';
import { projectDir } from '../support/project.ts';
import { type Measure, median } from './measure.ts';

const many = 10_000;
const rounds = 5;
const mostS = 1;

const begin = `
const zones = ['Europe/Berlin', 'America/New_York', 'UTC', 'Asia/Tokyo', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Cairo', 'Asia/Kolkata'];
const kinds = [
  (i) => \`\${i % 60} \${i % 24} * * *\`,
  (i) => \`*/\${1 + (i % 29)} * * * *\`,
  (i) => \`\${i % 60} \${i % 24} \${1 + (i % 28)} * \${i % 7}\`,
  (i) => \`0 0 1 \${1 + (i % 12)} *\`,
  (i) => \`\${i % 60} \${i % 24} * * 1-5\`,
];
const lines = Array.from({ length: ${many} }, (_, i) => [kinds[i % kinds.length](i), zones[i % zones.length]]);
const from = Date.UTC(2026, 10, 24);
const before = process.cpuUsage();
let found = 0;
`;
const end = `
const { user, system } = process.cpuUsage(before);
if (found !== lines.length) throw new Error('only ' + found + ' were planned');
console.log((user + system) / 1e6);
`;
const ours = `
import { parseCron } from './shared/model/schedule/cron.ts';
import { firstOf, occurrencesOf } from './shared/model/schedule/occurrences.ts';
import { zoneOf } from './shared/model/schedule/zone.ts';
${begin}
for (const [line, zone] of lines) found += firstOf(occurrencesOf(parseCron(line), zoneOf(zone), from), 1).length;
${end}`;
const theirs = `
import { Cron } from 'croner';
${begin}
for (const [line, timezone] of lines) if (new Cron(line, { timezone, paused: true }).nextRun(new Date(from)) !== null) found++;
${end}`;

function cpuSOf(program: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: projectDir,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

export async function measurePlanning(): Promise<Measure[]> {
  const times = Array.from({ length: rounds }, () => [cpuSOf(ours), cpuSOf(theirs)] as const);
  const [own, peer] = [median(times.map(([one]) => one)), median(times.map(([, other]) => other))];
  const value = `${own.toFixed(2)} s CPU`;
  return [
    { what: `${many} cron lines, first plan`, value, against: `${mostS} s`, ratio: own / mostS, must: 1 },
    { what: `${many} cron lines, first plan`, value, against: `croner ${peer.toFixed(2)} s`, ratio: own / peer, must: 1.5 },
  ];
}
