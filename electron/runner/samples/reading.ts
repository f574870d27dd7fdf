// From the raw counters that the collector sends to readings: rates between two lines, in the units of the messages. Pure.
// Numbers come from the host and are not trusted: what is not a finite number is not there.
import type { SampleReading } from '../messages.ts';

export interface ReadingParser {
  /** One line, given how to turn the host's seconds into epoch ms; null when it holds no reading. */
  line(text: string, momentOf: (seconds: number) => number): SampleReading | null;
}

/** Counters that only grow; what is left null is not told by this host. */
interface Counters {
  seconds: number;
  cpuTotal: number | null;
  cpuBusy: number | null;
  rx: number | null;
  tx: number | null;
  diskRead: number | null;
  diskWritten: number | null;
  /** of the execution, in seconds */
  cpuSeconds: number | null;
  ioRead: number | null;
  ioWritten: number | null;
}

interface Gauges {
  cpuPercent: number | null;
  memoryBytes: number | null;
  memoryTotalBytes: number | null;
  load1: number | null;
  rssBytes: number | null;
  processes: number;
}

export function createReadingParser(): ReadingParser {
  let last: Counters | null = null;
  return {
    line(text, momentOf) {
      const [kind, ...words] = text.trim().split(' ');
      const numbers = words.map(numberOf);
      const parsed =
        kind === 'DJ-PROC' && words.length === 17 ? fromProc(numbers) : kind === 'DJ-PS' && words.length === 9 ? fromPs(numbers) : null;
      if (parsed === null) return null;
      const reading = readingOf(momentOf(parsed.counters.seconds), parsed.gauges, last, parsed.counters);
      last = parsed.counters;
      return reading;
    },
  };
}

function numberOf(word: string): number | null {
  const value = word === '' || word === '-' ? Number.NaN : Number(word);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

type Parsed = { gauges: Gauges; counters: Counters };

function fromProc(n: readonly (number | null)[]): Parsed | null {
  const at = (i: number) => n[i] ?? null;
  const seconds = at(0);
  if (seconds === null) return null;
  const total = at(3);
  const available = at(4);
  const scaled = (value: number | null, factor: number) => (value === null ? null : value * factor);
  return {
    gauges: {
      cpuPercent: null,
      memoryBytes: total === null || available === null ? null : Math.max(0, total - available),
      memoryTotalBytes: total,
      load1: at(9),
      rssBytes: scaled(at(11), at(15) || 4096),
      processes: at(12) ?? 0,
    },
    counters: {
      seconds,
      cpuTotal: at(1),
      cpuBusy: at(2),
      rx: at(5),
      tx: at(6),
      diskRead: at(7),
      diskWritten: at(8),
      cpuSeconds: scaled(at(10), 1 / (at(16) || 100)),
      ioRead: at(13),
      ioWritten: at(14),
    },
  };
}

/** ps tells a host's CPU as percent of one core a process, averaged by the system itself. */
function fromPs(n: readonly (number | null)[]): Parsed | null {
  const [
    seconds = null,
    cpus = null,
    total = null,
    available = null,
    load1 = null,
    percent = null,
    cpuSeconds = null,
    rssBytes = null,
    processes = null,
  ] = n;
  if (seconds === null) return null;
  return {
    gauges: {
      cpuPercent: percent === null || cpus === null || cpus === 0 ? null : Math.min(100, round(percent / cpus)),
      memoryBytes: total === null || available === null ? null : Math.max(0, total - available),
      memoryTotalBytes: total,
      load1,
      rssBytes,
      processes: processes ?? 0,
    },
    counters: {
      seconds,
      cpuTotal: null,
      cpuBusy: null,
      rx: null,
      tx: null,
      diskRead: null,
      diskWritten: null,
      cpuSeconds,
      ioRead: null,
      ioWritten: null,
    },
  };
}

function readingOf(at: number, gauges: Gauges, before: Counters | null, now: Counters): SampleReading {
  const elapsed = before === null ? 0 : now.seconds - before.seconds;
  /** A counter that went back (a process left, a device was unplugged, 32 bits were over) grew by nothing we know. */
  const grown = (key: keyof Counters): number | null => {
    const from = before?.[key] ?? null;
    const to = now[key];
    return from === null || to === null ? null : Math.max(0, to - from);
  };
  const rate = (key: keyof Counters): number | null => {
    const amount = grown(key);
    return amount === null || elapsed <= 0 ? null : Math.round(amount / elapsed);
  };
  const total = grown('cpuTotal');
  const busy = grown('cpuBusy');
  const cpuSeconds = grown('cpuSeconds');
  return {
    at,
    host: {
      cpuPercent: total === null || busy === null || total === 0 ? gauges.cpuPercent : Math.min(100, round((100 * busy) / total)),
      memoryBytes: gauges.memoryBytes,
      memoryTotalBytes: gauges.memoryTotalBytes,
      netRxBytesPerS: rate('rx'),
      netTxBytesPerS: rate('tx'),
      diskReadBytesPerS: rate('diskRead'),
      diskWriteBytesPerS: rate('diskWritten'),
      load1: gauges.load1,
    },
    execution: {
      cpuPercent: cpuSeconds === null || elapsed <= 0 ? null : round((100 * cpuSeconds) / elapsed),
      memoryBytes: gauges.rssBytes,
      diskReadBytesPerS: rate('ioRead'),
      diskWriteBytesPerS: rate('ioWritten'),
      processes: gauges.processes,
    },
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
