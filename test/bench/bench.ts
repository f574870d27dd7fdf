// All measurements, one after the other on a machine that does nothing else for us, and one table at the end. Words on the
// command line choose some of them.
import { availableParallelism, loadavg } from 'node:os';
import { measureCrowd } from './crowd.ts';
import { takeJournaledDisk } from './disk.ts';
import { measureFanOut } from './fan-out.ts';
import { measureFind } from './find.ts';
import { measureFiring } from './firing.ts';
import { measureFolding } from './folding.ts';
import { measureIdle } from './idle.ts';
import { measureKeptShell } from './kept-shell.ts';
import { measureLivePage } from './live-page.ts';
import type { Measure } from './measure.ts';
import { measurePage } from './page.ts';
import { measurePlanning } from './planning.ts';
import { measureReports } from './reports.ts';
import { measureResident } from './resident.ts';
import { measureRunPage } from './run-page.ts';
import { measureShortRun } from './short-run.ts';
import { measureStreams } from './streams.ts';

const all: Record<string, () => Promise<Measure[]>> = {
  'fan-out': measureFanOut,
  'short-run': measureShortRun,
  'kept-shell': measureKeptShell,
  resident: measureResident,
  idle: measureIdle,
  streams: measureStreams,
  crowd: measureCrowd,
  find: measureFind,
  page: measurePage,
  'live-page': measureLivePage,
  'run-page': measureRunPage,
  planning: measurePlanning,
  firing: measureFiring,
  folding: measureFolding,
  reports: measureReports,
};

/** In these many hosts make and remove many small files; others write much, which a disk in a file would slow down. */
const ofManyFiles = new Set(['fan-out', 'short-run', 'kept-shell', 'resident', 'crowd']);

export async function bench(chosen: readonly string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in all));
  if (unknown.length > 0) {
    console.error(`cannot measure: ${unknown.join(', ')} unknown; there are ${Object.keys(all).join(', ')}`);
    process.exitCode = 1;
    return;
  }
  console.log(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} before we begin`);
  const measures: Measure[] = [];
  for (const [name, measure] of Object.entries(all)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const leaveDisk = ofManyFiles.has(name) ? takeJournaledDisk() : () => {};
    try {
      measures.push(...(await measure()));
    } finally {
      leaveDisk();
    }
  }
  const rows = measures.map((item) => [
    item.what,
    item.value,
    item.against,
    `${item.ratio.toFixed(2)}x`,
    `at most ${item.must.toFixed(2)}x`,
    item.ratio <= item.must ? 'ok' : 'misses',
  ]);
  const head = ['what', 'djcron', 'against', 'ratio', 'must', ''];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  for (const row of [head, ...rows]) console.log(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
}
