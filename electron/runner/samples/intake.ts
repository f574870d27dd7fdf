// The host's sample file as it arrives in pieces: whole lines become readings, the rest waits for its newline.
import type { RunnerMessage, SampleReading } from '../messages.ts';
import { escapeText } from '../wrapper/diagnosis.ts';
import { createReadingParser } from './reading.ts';

export interface SampleIntake {
  /** `up`: the host's uptime in ms when the bytes were sent */
  add(bytes: Buffer, up: number): void;
  /** The connection is gone: an unfinished line is asked for again. */
  drop(): void;
  /** bytes of the file that were made use of */
  readonly taken: number;
}

const none = 'DJ-NONE ';

export function createSampleIntake(execution: string, taken: number, send: (message: RunnerMessage) => void): SampleIntake {
  const parser = createReadingParser();
  let offset = taken;
  let rest = '';
  return {
    add(bytes, up) {
      const lines = (rest + bytes.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      const now = Date.now();
      const momentOf = (seconds: number) => Math.round(now - up + seconds * 1000);
      const readings: SampleReading[] = [];
      for (const line of lines) {
        offset += line.length + 1;
        if (line.startsWith(none)) send({ type: 'no-samples', execution, reason: escapeText(line.slice(none.length)) });
        const reading = parser.line(line, momentOf);
        if (reading !== null) readings.push(reading);
      }
      if (lines.length > 0) send({ type: 'samples', execution, readings, taken: offset });
    },
    drop() {
      rest = '';
    },
    get taken() {
      return offset;
    },
  };
}
