// What comes of one execution from its host, on its way to the listener: bytes in chunks, samples as readings, and how far
// each was taken, which is where the next contact goes on.
import { createChunker } from './chunks.ts';
import type { StartOrder } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { createSampleIntake } from './samples/intake.ts';
import type { StreamName } from './wrapper/reader.ts';

export interface Intake {
  output(stream: StreamName, bytes: Buffer): void;
  /** `up`: the host's uptime in ms when the bytes were sent */
  samples(bytes: Buffer, up: number): void;
  /** bytes taken of each file on the host */
  taken(): { stdout: number; stderr: number; samples: number };
  /** Gives on what waits for more. */
  flush(): void;
  /** The contact is over: what came only in part is asked for again. */
  end(): void;
}

export function createIntake({ execution, resume }: Pick<StartOrder, 'execution' | 'resume'>, outbox: Outbox): Intake {
  const offsets: Record<StreamName, number> = { stdout: resume?.stdout ?? 0, stderr: resume?.stderr ?? 0 };
  const samples = createSampleIntake(execution, resume?.samples ?? 0, (message) => outbox.send(message));
  const chunker = createChunker(({ stream, at, bytes }) => {
    const offset = offsets[stream];
    offsets[stream] += bytes.byteLength;
    outbox.send({ type: 'output', execution, at, stream, offset, bytes });
  });
  return {
    output: chunker.add,
    samples: samples.add,
    taken: () => ({ ...offsets, samples: samples.taken }),
    flush: chunker.flush,
    end() {
      chunker.flush();
      samples.drop();
    },
  };
}
