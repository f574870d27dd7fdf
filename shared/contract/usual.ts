// What is usual of a run on a host: how long the job's earlier runs took there, and how its readings went, aligned at their start.
import * as z from 'zod';
import { operation, runRef } from './base.ts';

const spread = z.object({
  /** tenth percentile */
  low: z.number(),
  middle: z.number(),
  /** ninetieth percentile */
  high: z.number(),
});

export const usualFields = [
  'cpuPercent',
  'memoryBytes',
  'netRxBytesPerS',
  'netTxBytesPerS',
  'diskReadBytesPerS',
  'diskWriteBytesPerS',
  'load1',
] as const;

const usual = z.object({
  /** earlier runs of the job that succeeded on this host and were looked at; fewer than 3 make nothing usual */
  runs: z.number().int(),
  /** how long they took, ms; null: too few */
  durationMs: spread.nullable(),
  series: z.array(
    z.object({
      scope: z.enum(['host', 'execution']),
      field: z.enum(usualFields),
      /** over whole runs: the mean of each; null: too few */
      means: spread.nullable(),
      /** by time since the start of the script, in ms; times that fewer than 3 runs reached are left out */
      points: z.array(spread.extend({ offsetMs: z.number().int() })),
    }),
  ),
});

export const usualOperations = {
  usual: operation
    .route({ method: 'GET', path: '/runs/{id}/usual', summary: "What is usual of a job's runs on a host: duration and readings" })
    .input(
      z.object({
        id: runRef,
        host: z.string(),
        /** the newest so many before this run */
        runs: z.coerce.number().int().min(3).max(50).default(10),
        points: z.coerce.number().int().min(2).max(500).default(120),
      }),
    )
    .output(usual),
};

export type Usual = z.infer<typeof usual>;
export type UsualSeries = Usual['series'][number];
