// All measurements, one after the other on a machine that does nothing else for us, and one table at the end.
import { availableParallelism, loadavg } from 'node:os';
import { measureFanOut } from './fan-out.ts';
import { measurePage } from './page.ts';

export async function bench(): Promise<void> {
  console.log(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} before we begin`);
  const measures = [...(await measureFanOut()), ...(await measurePage())];
  const rows = measures.map((item) => [
    item.what,
    item.value,
    item.against,
    `${item.ratio.toFixed(2)}x`,
    `at most ${item.must.toFixed(1)}x`,
    item.ratio <= item.must ? 'ok' : 'misses',
  ]);
  const head = ['what', 'djcron', 'against', 'ratio', 'must', ''];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  for (const row of [head, ...rows]) console.log(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
}
