// What executions wrote and used, read by window: display lines, exact bytes, samples.
import * as z from 'zod';
import { bytes, instant, operation, runRef } from './base.ts';

export const outputLine = z.object({
  /** number of the display line, from 1 */
  n: z.number().int(),
  at: instant,
  stream: z.enum(['stdout', 'stderr']),
  /** UTF-8 with replacement marks; ANSI sequences as they came; at most 16 KiB of it */
  text: z.string(),
  /** the line is longer than shown here; `offset` and `length` say where its bytes lie in its stream */
  cut: z.boolean().optional(),
  offset: z.number().int().optional(),
  length: z.number().int().optional(),
  /** no newline ends it: the other stream broke in (the rest comes in a later line), or it is the last and still grows */
  partial: z.boolean().optional(),
  /**
   * Beyond the limit of what is stored: so many bytes of each stream are missing, with all of the lines `from` to `to` (none
   * when `to` is before `from`). They come after this line, or this line is one of them.
   */
  leftOut: z.object({ from: z.number().int(), to: z.number().int(), stdout: bytes, stderr: bytes }).optional(),
});

/** Lines that follow one another in one stream, each with its newline. */
export const textPart = z.object({ stream: z.enum(['stdout', 'stderr']), text: z.string() });

export const sample = z.object({
  at: instant,
  host: z.string(),
  scope: z.enum(['host', 'execution']),
  cpuPercent: z.number().nullable(),
  memoryBytes: bytes.nullable(),
  /** of the host: total memory, so that a share can be drawn */
  memoryTotalBytes: bytes.nullable(),
  netRxBytesPerS: z.number().nullable(),
  netTxBytesPerS: z.number().nullable(),
  diskReadBytesPerS: z.number().nullable(),
  diskWriteBytesPerS: z.number().nullable(),
  load1: z.number().nullable(),
});

/** Absent: the last one. */
const attemptNumber = z.coerce.number().int().min(1).optional();

export const outputOperations = {
  /** A window of display lines of one host, or of all hosts one after the other in order of arrival. */
  output: operation
    .route({ method: 'GET', path: '/runs/{id}/output', summary: 'A window of output lines of one host' })
    .input(
      z.object({
        id: runRef,
        host: z.string(),
        attempt: attemptNumber,
        from: z.coerce.number().int().min(1).default(1),
        count: z.coerce.number().int().min(1).max(2000).default(500),
        /** RFC 3339: lines that began to arrive at or after it */
        since: z.string().optional(),
        /** … and before it */
        until: z.string().optional(),
      }),
    )
    .output(z.object({ lines: z.array(outputLine), total: z.number().int(), complete: z.boolean() })),
  /**
   * The same lines as text, many in one piece: for who shows all of them, one after the other. It goes as far as lines are whole
   * and nothing is to be told of them but their text; `next` is the line to go on with. No parts: `output` tells of that line.
   */
  text: operation
    .route({ method: 'GET', path: '/runs/{id}/text', summary: 'Whole lines of one host, many in one piece' })
    .input(z.object({ id: runRef, host: z.string(), attempt: attemptNumber, from: z.coerce.number().int().min(1).default(1) }))
    .output(z.object({ parts: z.array(textPart), next: z.number().int() })),
  /**
   * Exact bytes of one stream from an offset, at most 1 MiB, as base64. `offset` of the answer is behind the one asked for
   * where bytes were left out: so many are not stored.
   */
  bytes: operation
    .route({ method: 'GET', path: '/runs/{id}/bytes', summary: 'Exact bytes of one stream of one host' })
    .input(
      z.object({
        id: runRef,
        host: z.string(),
        attempt: attemptNumber,
        stream: z.enum(['stdout', 'stderr']),
        offset: z.coerce.number().int().min(0).default(0),
        length: z.coerce.number().int().min(1).max(1_048_576).default(1_048_576),
      }),
    )
    .output(z.object({ base64: z.string(), offset: z.number().int(), total: z.number().int(), complete: z.boolean() })),
  samples: operation
    .route({ method: 'GET', path: '/runs/{id}/samples', summary: 'Resource samples, at most `points` a host and scope' })
    .input(z.object({ id: runRef, host: z.string().optional(), points: z.coerce.number().int().min(2).max(100_000).default(500) }))
    .output(z.array(sample)),
};

/** Number of the line to read on with after this one. */
export function numberAfter({ n, leftOut }: OutputLine): number {
  return Math.max(n, leftOut?.to ?? 0) + 1;
}

export type TextPart = z.infer<typeof textPart>;
export type OutputLine = z.infer<typeof outputLine>;
export type Sample = z.infer<typeof sample>;
