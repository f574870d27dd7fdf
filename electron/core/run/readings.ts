// Resource readings of the runner as rows of the store, and rows as samples of the contract.
import type { Sample } from '../../../shared/contract/output.ts';
import type { SampleReading } from '../../runner/messages.ts';
import type { SampleRow } from '../../store/samples.ts';
import { instantOf } from '../edge.ts';

const whole = (value: number | null) => (value === null ? null : Math.round(value));

export function sampleRowOf({ at, host, execution }: SampleReading): SampleRow {
  return {
    at: Math.round(at),
    hostCpu: host.cpuPercent,
    hostMemory: whole(host.memoryBytes),
    hostMemoryTotal: whole(host.memoryTotalBytes),
    hostLoad: host.load1,
    hostRx: host.netRxBytesPerS,
    hostTx: host.netTxBytesPerS,
    hostRead: host.diskReadBytesPerS,
    hostWrite: host.diskWriteBytesPerS,
    cpu: execution.cpuPercent,
    memory: whole(execution.memoryBytes),
    diskRead: execution.diskReadBytesPerS,
    diskWrite: execution.diskWriteBytesPerS,
    processes: execution.processes,
  };
}

/** Two samples: of the host and of the execution's process tree. */
export function samplesOf(host: string, row: SampleRow): Sample[] {
  const at = instantOf(row.at);
  return [
    {
      at,
      host,
      scope: 'host',
      cpuPercent: row.hostCpu,
      memoryBytes: whole(row.hostMemory),
      memoryTotalBytes: row.hostMemoryTotal,
      netRxBytesPerS: row.hostRx,
      netTxBytesPerS: row.hostTx,
      diskReadBytesPerS: row.hostRead,
      diskWriteBytesPerS: row.hostWrite,
      load1: row.hostLoad,
    },
    {
      at,
      host,
      scope: 'execution',
      cpuPercent: row.cpu,
      memoryBytes: whole(row.memory),
      memoryTotalBytes: null,
      netRxBytesPerS: null,
      netTxBytesPerS: null,
      diskReadBytesPerS: row.diskRead,
      diskWriteBytesPerS: row.diskWrite,
      load1: null,
    },
  ];
}
