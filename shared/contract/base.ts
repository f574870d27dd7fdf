// What every operation shares: how refusals cross a transport, and the small shapes (time, names) many nouns use.
import { oc } from '@orpc/contract';
import * as z from 'zod';
import { refusalCodes } from '../errors.ts';

export const refusal = z.object({
  code: z.enum(refusalCodes),
  what: z.string(),
  where: z.string(),
  remedy: z.string(),
});

/** One declared error a kind of refusal (see shared/errors.ts); `data` is the refusal itself. */
export const operation = oc.errors({
  INVALID: { status: 422, data: refusal },
  MISSING: { status: 404, data: refusal },
  CONFLICT: { status: 409, data: refusal },
  FORBIDDEN: { status: 403, data: refusal },
  POLICY: { status: 412, data: refusal },
  UNAVAILABLE: { status: 503, data: refusal },
  INTERNAL: { status: 500, data: refusal },
});

/** RFC 3339, UTC, milliseconds: the only form of an instant at the edge. */
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** integer milliseconds */
export const durationMs = z.number().int().nonnegative();
/** bytes */
export const bytes = z.number().int().nonnegative();

export const hostName = z
  .string()
  .min(1, 'a host needs a name')
  .max(253, 'a host name has at most 253 characters')
  .regex(/^[A-Za-z0-9._-]+$/, 'a host name has letters, digits, ".", "-" and "_" only');
export const clusterName = hostName;
export const jobName = z
  .string()
  .min(1, 'a job needs a name')
  .max(100, 'a job name has at most 100 characters')
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'a job name has a-z, 0-9 and "-" only and begins with a letter or digit');
export const port = z.number().int().min(1, 'a port is 1 to 65535').max(65535, 'a port is 1 to 65535');
export const tagKey = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[A-Za-z0-9._-]+$/, 'a tag key has letters, digits, ".", "-" and "_" only');
export const tagValue = z.string().max(255);
/** Accepted where a run is named: its id, a unique prefix of it, or `last`. */
export const runRef = z.string().min(1).max(64);
