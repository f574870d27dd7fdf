// Resource samples: one wide row a reading.
import type { Store } from './open.ts';

export interface SampleRow {
  at: number;
  hostCpu: number | null;
  hostMemory: number | null;
  hostMemoryTotal: number | null;
  hostLoad: number | null;
  hostRx: number | null;
  hostTx: number | null;
  hostRead: number | null;
  hostWrite: number | null;
  cpu: number | null;
  memory: number | null;
  diskRead: number | null;
  diskWrite: number | null;
  processes: number;
}

export function insertSample(store: Store, execution: number, row: SampleRow): void {
  store.run(
    `INSERT OR IGNORE INTO samples (execution, at, host_cpu, host_memory, host_memory_total, host_load, host_rx, host_tx, host_read, host_write,
       cpu, memory, disk_read, disk_write, processes)
     VALUES ($execution, $at, $hostCpu, $hostMemory, $hostMemoryTotal, $hostLoad, $hostRx, $hostTx, $hostRead, $hostWrite,
       $cpu, $memory, $diskRead, $diskWrite, $processes)`,
    { execution, ...row },
  );
}

/**
 * At most `points` rows in order of time. Where there are more, each gives way to the mean of its share of the time, but
 * for CPU, of which the greatest is kept: a spike must not be averaged away.
 */
export function readSamples(store: Store, execution: number, points: number): SampleRow[] {
  const span = store.get<{ first: number | null; last: number; n: number }>(
    'SELECT min(at) AS first, max(at) AS last, count(*) AS n FROM samples WHERE execution = $execution',
    { execution },
  );
  if (!span || span.first === null) return [];
  const bucketMs = span.n <= points ? 1 : Math.ceil((span.last - span.first + 1) / points);
  return store.all(
    `SELECT min(at) AS at, max(host_cpu) AS hostCpu, avg(host_memory) AS hostMemory, max(host_memory_total) AS hostMemoryTotal,
       avg(host_load) AS hostLoad, avg(host_rx) AS hostRx, avg(host_tx) AS hostTx, avg(host_read) AS hostRead, avg(host_write) AS hostWrite,
       max(cpu) AS cpu, avg(memory) AS memory, avg(disk_read) AS diskRead, avg(disk_write) AS diskWrite, max(processes) AS processes
     FROM samples WHERE execution = $execution GROUP BY CAST((at - $first) / $bucketMs AS INTEGER) ORDER BY at`,
    { execution, first: span.first, bucketMs },
  );
}
