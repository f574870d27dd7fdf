// Hosts of a run that came to the same: equal ends and equal output, folded; and what sets one such group apart from another.
import * as z from 'zod';
import { defaultNormalisers, normalisers } from '../model/fold/normalisers.ts';
import { executionStates } from '../model/run.ts';
import { bytes, instant, operation, runRef } from './base.ts';

/** A line of the sample of a group, or of two. */
export const diffLine = z.object({
  kind: z.enum(['same', 'removed', 'added']),
  stream: z.enum(['stdout', 'stderr']),
  /** as the host wrote it: of the group; of a removed line, of the group it is compared with */
  text: z.string(),
  /** number of the display line in the sample of the group compared with, and in that of this group; null: not there */
  before: z.number().int().nullable(),
  after: z.number().int().nullable(),
});

/**
 * `compared`: what follows is the whole difference, or, when `cut`, that of the beginnings: the outputs are longer than what is
 * compared line by line, or the middle of one is not stored. `too-different`: there is no use in a list of lines.
 * `unavailable`: the output is not there any more.
 */
const verdict = z.enum(['compared', 'too-different', 'unavailable']);

export const group = z.object({
  /** stable: made of how its hosts ended and what they wrote, under the normalisers in use */
  key: z.string(),
  /** folded: web-[01-03] */
  hosts: z.string(),
  names: z.array(z.string()),
  count: z.number().int(),
  state: z.enum(executionStates),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  reason: z.string().nullable(),
  /** of the sample: the cause for a person */
  detail: z.string().nullable(),
  /** what all others are held against: of the lowest exit code the largest */
  reference: z.boolean(),
  /** the sample: the first of its hosts, whose output stands for all; which attempt of it */
  host: z.string(),
  attempt: z.number().int(),
  /** of the sample, as it wrote it: stdout, then stderr; its beginning (64 KiB at most, less of each where there are many groups), UTF-8 with replacement marks */
  output: z.string(),
  /** index in `output` at which stderr begins; its length when there is none */
  stderrAt: z.number().int(),
  /** the sample wrote more than `output` */
  truncated: z.boolean(),
  /** display lines of the sample */
  lines: z.number().int(),
  /** bytes of the sample that are not stored, as in executions: beyond them nobody knows whether the hosts agree */
  cut: z.object({ stdout: bytes, stderr: bytes }).nullable(),
  /** against the reference; null for that itself, and for groups far down a long list: ask for their diff */
  differences: z
    .object({
      verdict,
      /** lines that are only here, and only in the reference; null unless compared */
      added: z.number().int().nullable(),
      removed: z.number().int().nullable(),
      cut: z.boolean(),
      /** the first of them, at most 6 */
      first: z.array(diffLine),
    })
    .nullable(),
  /** key of the larger group it is nearly the same as (equal end, at least 95 % of the lines); null: none, or not asked for */
  similarTo: z.string().nullable(),
  /** share of the lines that are the same in both, 0 to 1; of long outputs estimated */
  likeness: z.number().nullable(),
});

const waitingHost = z.object({
  host: z.string(),
  state: z.enum(['queued', 'running']),
  /** of its output so far, without control characters; empty: none yet */
  lastLine: z.string(),
});

export const groups = z.object({
  run: z.string(),
  /** every host ended and is in a group */
  complete: z.boolean(),
  /** in use: those asked for, but the default ones when the output is gone and only they were kept */
  normalisers: z.array(z.enum(normalisers)),
  similar: z.boolean(),
  /** `output`: by ends and output; `ends`: the output went before anybody compared it, and only the ends are told apart */
  basis: z.enum(['output', 'ends']),
  outputRemoved: z.object({ at: instant, why: z.string() }).nullable(),
  /** the reference first, then the largest */
  groups: z.array(group),
  unfinished: z.object({
    count: z.number().int(),
    hosts: z.string(),
    names: z.array(z.string()),
    /** in the order of the run's hosts, those that run before those that wait */
    lastLines: z.array(waitingHost),
  }),
  /** ended, and being compared: their output is long. An event tells when they are in a group. */
  comparing: z.object({ count: z.number().int(), hosts: z.string(), names: z.array(z.string()) }),
});

export const groupDiff = z.object({
  run: z.string(),
  /** of the group, and of the one it is compared with */
  key: z.string(),
  against: z.string(),
  /** the hosts whose output is shown */
  host: z.string(),
  againstHost: z.string(),
  verdict,
  /** only the beginnings were compared, or the middle of one is not stored */
  cut: z.boolean(),
  added: z.number().int().nullable(),
  removed: z.number().int().nullable(),
  /** places where something differs, with lines about them that are the same but for what the normalisers mask */
  hunks: z.array(z.object({ stream: z.enum(['stdout', 'stderr']), lines: z.array(diffLine) })),
});

/** In a URL once, or again and again; absent: the default ones. An empty text stands for none. */
const normaliserChoice = z
  .union([
    z.array(z.enum(normalisers)),
    z.enum(normalisers).transform((one) => [one]),
    z
      .string()
      .max(200)
      .transform((text) => text.split(',').filter((name) => name !== ''))
      .pipe(z.array(z.enum(normalisers))),
  ])
  .default([...defaultNormalisers]);

const groupKey = z.string().regex(/^[0-9a-f]{16}$/, 'a key of a group has 16 digits');

export const groupOperations = {
  groups: operation
    .route({ method: 'GET', path: '/runs/{id}/groups', summary: 'Hosts that came to the same, by how they ended and what they wrote' })
    .input(z.object({ id: runRef, normalisers: normaliserChoice, similar: z.stringbool().or(z.boolean()).default(false) }))
    .output(groups),
  groupDiff: operation
    .route({ method: 'GET', path: '/runs/{id}/groups/{key}/diff', summary: 'What sets a group apart from the reference, or from another' })
    .input(
      z.object({
        id: runRef,
        key: groupKey,
        /** key of another group; absent: the reference */
        against: groupKey.optional(),
        /** the same as those the keys came from */
        normalisers: normaliserChoice,
        context: z.coerce.number().int().min(0).max(1000).default(3),
      }),
    )
    .output(groupDiff),
};

export type DiffLine = z.infer<typeof diffLine>;
export type Group = z.infer<typeof group>;
export type Groups = z.infer<typeof groups>;
export type GroupDiff = z.infer<typeof groupDiff>;
