// How much of the fault table runs: `npm test` takes the rows that are told soon, `npm run faults` all of them, for longer.
// The environment variables are that command's own words; a row that is not taken is not there, rather than skipped.
import { test } from 'vitest';

const env = (name: string) => process.env[`DJCRON_FAULTS_${name}`];

export const isWhole = env('WHOLE') === '1';

/** The same seed brings the same faults at the same moments. */
export const seed = Number(env('SEED') ?? Math.floor(Math.random() * 2 ** 31));

/** How long faults are mixed. */
export const mixMs = Number(env('MINUTES') ?? (isWhole ? 10 : 0.4)) * 60_000;

/** A row for `npm run faults` alone. */
export const wholeTest = isWhole ? test : (_name: string, _body: () => Promise<void>, _timeoutMs?: number): void => {};
