// Lines of several hosts in the order in which they arrived, read by window: every line has a row of its own, which stays
// the same while more comes. Rows count what is stored and what was left out; only the last attempt of each host is told of.
import * as z from 'zod';
import { instant, operation, runRef } from './base.ts';
import { outputLine } from './output.ts';

export const arrivedLine = outputLine.extend({
  host: z.string(),
  attempt: z.number().int(),
  /** place among the lines of all these hosts, from 1 */
  row: z.number().int(),
});

export const interleavedOperations = {
  interleaved: operation
    .route({ method: 'GET', path: '/runs/{id}/interleaved', summary: 'A window of output lines of several hosts, in order of arrival' })
    .input(
      z.object({
        id: runRef,
        /** names with commas between them; absent: all hosts of the run */
        hosts: z.string().optional(),
        from: z.coerce.number().int().min(1).default(1),
        count: z.coerce.number().int().min(1).max(1000).default(500),
        /** `next` of an earlier answer for the same hosts, of a row before `from`: the engine looks from there on, which is quicker */
        near: z
          .string()
          .regex(/^\d+\.\d+$/, 'it is not one that an answer gave')
          .optional(),
        /** RFC 3339: instead of `from`, the first row that arrived at or after it */
        since: z.string().optional(),
        /** no line that arrived at or after it */
        until: z.string().optional(),
      }),
    )
    .output(
      z.object({
        lines: z.array(arrivedLine),
        /** rows there are now */
        total: z.number().int(),
        /** all of these hosts are through */
        complete: z.boolean(),
        /** see `near` */
        next: z.string(),
        /** bytes not stored of all these hosts: when it grows, rows that had text have none any more */
        cut: z.number().int(),
        /** arrival of the newest output of these hosts */
        newestAt: instant.nullable(),
      }),
    ),
};

export type ArrivedLine = z.infer<typeof arrivedLine>;
