// Finding over all output of all hosts of a run, told as it is found: lines with a match, how many there are on each host,
// and how far the search is. It goes on while the run does.
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { bytes, instant, operation, runRef } from './base.ts';
import { outputLine } from './output.ts';

const flag = z.stringbool().or(z.boolean()).default(false);
const count = z.number().int().nonnegative();

/** A display line with a match. */
export const findHit = z.object({
  /** number of the display line, as in `output` */
  n: z.number().int(),
  at: instant,
  stream: outputLine.shape.stream,
  /** the line as it is read: without ANSI sequences; of a long one the part around its first match */
  text: z.string(),
  /** where in `text` the matches are: from, to (exclusive), in UTF-16 units; at most 100 */
  ranges: z.array(z.tuple([count, count])),
  /** characters of the line that come before `text`; absent: none */
  before: count.optional(),
  /** `text` is not all of the line */
  cut: z.boolean().optional(),
});

export const findEvent = z.discriminatedUnion('type', [
  /** In order of the run's hosts, then attempts, then lines; while the run goes on, later lines as they come. */
  z.object({ type: z.literal('hits'), host: z.string(), attempt: z.number().int(), hits: z.array(findHit) }),
  /** lines with a match so far, told or not, of these attempts; exact */
  z.object({ type: z.literal('counts'), hosts: z.array(z.object({ host: z.string(), attempt: z.number().int(), lines: count })) }),
  /** the middle of this output is not stored and cannot be searched: see `leftOut` of an output line */
  z.object({
    type: z.literal('left-out'),
    host: z.string(),
    attempt: z.number().int(),
    leftOut: outputLine.shape.leftOut.unwrap(),
  }),
  /** `lines`: of all counts together; `told`: those told as hits. `complete`: all that is stored has been searched. */
  z.object({ type: z.literal('progress'), searched: bytes, total: bytes, lines: count, told: count, complete: z.boolean() }),
]);

export const findInput = z.object({
  id: runRef,
  pattern: z.string().min(1, 'there is nothing to find').max(2000, 'a pattern has at most 2000 characters'),
  /** the pattern is a regular expression of JavaScript, held against one display line at a time; else it is found as it is */
  regex: flag,
  /** upper and lower case are different */
  case: flag,
  /** whole words only */
  word: flag,
  /** only of these; over REST also separated by commas */
  hosts: z.array(z.string()).or(z.string()).optional(),
  stream: outputLine.shape.stream.optional(),
  /** so many hits are told; all are counted */
  limit: z.coerce.number().int().min(0).default(1000),
  /** begins after this hit: the next window of them */
  after: z.object({ host: z.string(), attempt: z.coerce.number().int().min(1), n: z.coerce.number().int().min(0) }).optional(),
  /** false: ends with the last hit of the limit, and counts no further */
  whole: z.stringbool().or(z.boolean()).default(true),
  /** false: ends when all that is there now has been searched, though the run goes on */
  follow: z.stringbool().or(z.boolean()).default(true),
});

export const findOperations = {
  find: operation
    .route({ method: 'GET', path: '/runs/{id}/find', summary: 'Lines of output that match, as server-sent events' })
    .input(findInput)
    .output(eventIterator(findEvent)),
};

export type FindHit = z.infer<typeof findHit>;
export type FindEvent = z.infer<typeof findEvent>;
export type FindInput = z.output<typeof findInput>;
