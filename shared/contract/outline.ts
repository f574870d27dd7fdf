// What an output is made of, without its text: which lines came from stderr, where scripts marked groups and messages, and
// where lines repeat. For showing less of it; read piece by piece, from `next` on, while `next` moves.
import * as z from 'zod';
import { markerKinds } from '../model/markers.ts';
import { operation, runRef } from './base.ts';

const place = z.object({
  id: runRef,
  host: z.string(),
  /** absent: the last one */
  attempt: z.coerce.number().int().min(1).optional(),
  /** number of the line to begin with: 1, or `next` of an earlier answer */
  from: z.coerce.number().int().min(1).default(1),
});

/** Numbers of display lines, both included. */
export const lineRange = z.object({ from: z.number().int(), to: z.number().int() });

export const outlineOperations = {
  outline: operation
    .route({ method: 'GET', path: '/runs/{id}/outline', summary: 'Marked groups and messages in an output, and lines that repeat' })
    .input(place)
    .output(
      z.object({
        /** `::group::`, `::warning::` and the like at the beginning of a line; `text` is what follows */
        markers: z.array(z.object({ n: z.number().int(), kind: z.enum(markerKinds), text: z.string() })),
        /** two lines or more of one stream that are the same, byte for byte */
        repeats: z.array(lineRange),
        /** to go on with: a line that was looked at is looked at again, because it may have grown */
        next: z.number().int(),
        /** everything there will ever be was looked at */
        complete: z.boolean(),
      }),
    ),
  stderrLines: operation
    .route({ method: 'GET', path: '/runs/{id}/stderr-lines', summary: 'Which display lines came from stderr' })
    .input(place)
    .output(z.object({ ranges: z.array(lineRange), next: z.number().int(), complete: z.boolean() })),
};

export type LineRange = z.infer<typeof lineRange>;
