// How a job's runs are carried out: the `policies` of its file as people write them, and as numbers.
import * as z from 'zod';
import { parseDuration } from './duration.ts';
import { parseSize } from './size.ts';

const duration = z.string().refine((text) => parseDuration(text) !== null, 'is not a duration such as 90s, 5m or 1h30m');
const smallestSize = 1024;
const size = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => (parseSize(text) ?? 0) >= smallestSize, 'is not a size of 1KiB or more, such as 50MiB or 1GB');
/** What happens when a job is to start while a run of it is going on. */
export const concurrencyPolicies = ['allow', 'forbid', 'queue', 'replace'] as const;
export type ConcurrencyPolicy = (typeof concurrencyPolicies)[number];

/** How executions may end that are tried again. */
export const retriedStates = ['failed', 'timed-out', 'unreachable', 'refused', 'lost'] as const;

const retries = z.strictObject({
  /** attempts after the first */
  limit: z.number().int().min(1).max(100),
  delay: duration.default('30s'),
  /** exponential: each delay is twice the one before, a day at most */
  backoff: z.enum(['fixed', 'exponential']).default('fixed'),
  on: z.array(z.enum(retriedStates)).min(1).default(['unreachable', 'failed', 'timed-out']),
});

export const policies = z.strictObject({
  fanout: z.number().int().min(1).max(10_000).default(20),
  concurrency: z.enum(concurrencyPolicies).default('allow'),
  timeout: duration.optional(),
  /** without a byte of output for so long, the script is ended */
  idleTimeout: duration.optional(),
  connectTimeout: duration.optional(),
  /** attempts inside the same run, host by host */
  retries: retries.optional(),
  successCodes: z.array(z.number().int().min(0).max(255)).min(1).default([0]),
  cancel: z.strictObject({ grace: duration.default('10s') }).default({ grace: '10s' }),
  /** merged: stderr goes where stdout goes, so that their order is exact */
  output: z.enum(['separate', 'merged']).default('separate'),
  /** what is stored of an execution's output: beyond it the middle is left out */
  outputLimit: size.default('1GiB'),
  /** what output may lie on the host: beyond it the script is ended */
  spoolLimit: size.default('1GiB'),
  samples: z.union([z.literal('off'), duration]).default('1s'),
  /** output of the newest runs, and of younger ones; null: as the settings say */
  keep: z
    .strictObject({ runs: z.number().int().min(1).optional(), days: z.number().int().min(1).optional() })
    .refine((keep) => keep.runs !== undefined || keep.days !== undefined, 'needs runs, days or both')
    .optional(),
});

export interface Policies {
  fanout: number;
  concurrency: ConcurrencyPolicy;
  retries: Retries | null;
  timeoutMs: number | null;
  idleTimeoutMs: number | null;
  connectTimeoutMs: number | null;
  successCodes: number[];
  graceMs: number;
  /** 0: off */
  samplesMs: number;
  output: 'separate' | 'merged';
  outputLimitBytes: number;
  spoolLimitBytes: number;
  keep: Keep | null;
}

export interface Retries {
  limit: number;
  delayMs: number;
  backoff: 'fixed' | 'exponential';
  on: (typeof retriedStates)[number][];
}

/** Whose output stays: of so many newest runs of the job, and of those at most so many days old; null: no such limit. */
export interface Keep {
  runs: number | null;
  days: number | null;
}

/** What a run has that was stored before there were these policies, and an ad-hoc one that does not say. */
export const policyDefaults = {
  concurrency: 'allow',
  retries: null,
  idleTimeoutMs: null,
  output: 'separate',
  outputLimitBytes: 1024 ** 3,
  spoolLimitBytes: 1024 ** 3,
  keep: null,
} as const satisfies Partial<Policies>;

export function policiesOf(definition: { policies: z.infer<typeof policies> }): Policies {
  const {
    fanout,
    concurrency,
    retries,
    timeout,
    idleTimeout,
    connectTimeout,
    successCodes,
    cancel,
    samples,
    output,
    outputLimit,
    spoolLimit,
    keep,
  } = definition.policies;
  const ms = (text: string | undefined) => (text === undefined ? null : parseDuration(text));
  return {
    fanout,
    concurrency,
    retries:
      retries === undefined ? null : { limit: retries.limit, delayMs: ms(retries.delay) ?? 0, backoff: retries.backoff, on: retries.on },
    timeoutMs: ms(timeout),
    idleTimeoutMs: ms(idleTimeout),
    connectTimeoutMs: ms(connectTimeout),
    successCodes,
    graceMs: ms(cancel.grace) ?? 10_000,
    samplesMs: samples === 'off' ? 0 : Math.max(1000, ms(samples) ?? 1000),
    output,
    outputLimitBytes: parseSize(outputLimit) ?? policyDefaults.outputLimitBytes,
    spoolLimitBytes: parseSize(spoolLimit) ?? policyDefaults.spoolLimitBytes,
    keep: keep === undefined ? null : { runs: keep.runs ?? null, days: keep.days ?? null },
  };
}
