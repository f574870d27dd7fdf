// The contract as something to be implemented, with what every handler is given; and how refusals become its errors.
import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../shared/contract/contract.ts';
import { AppError, type Refusal, type RefusalKind, refusalKind } from '../../shared/errors.ts';
import type { Caller } from './ports.ts';

export interface Context {
  caller: Caller;
}

const errorNames = {
  invalid: ['INVALID', 422],
  missing: ['MISSING', 404],
  conflict: ['CONFLICT', 409],
  forbidden: ['FORBIDDEN', 403],
  policy: ['POLICY', 412],
  unavailable: ['UNAVAILABLE', 503],
  internal: ['INTERNAL', 500],
} as const satisfies Record<RefusalKind, readonly [string, number]>;

/** The declared error that carries a refusal over a transport. */
export function errorOfRefusal(refusal: Refusal, cause?: unknown) {
  const [name, status] = errorNames[refusalKind(refusal.code)];
  return new ORPCError(name, { status, message: refusal.what, data: refusal, defined: true, cause });
}

export const os = implement(contract)
  .$context<Context>()
  .use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw error instanceof AppError ? errorOfRefusal(error.refusal, error) : error;
    }
  });
