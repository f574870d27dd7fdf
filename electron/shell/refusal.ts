// From whatever a handler threw to what a caller may read: a declared error of the contract, or problem+json (RFC 9457).
// A bug leaves nothing but an id; its stack goes to the log.
import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { ORPCError } from '@orpc/server';
import { AppError, type Refusal, refusalCodes } from '../../shared/errors.ts';
import { errorOfRefusal } from '../core/os.ts';
import type { Ports } from '../core/ports.ts';

export type Log = Ports['log'];

/** What was thrown, as an error the contract declares; faults of the transport (a malformed body) stay as they are. */
export function declaredError(error: unknown, log: Log): ORPCError<string, unknown> {
  if (error instanceof AppError) return errorOfRefusal(error.refusal, error);
  if (error instanceof ORPCError && error.code !== 'INTERNAL_SERVER_ERROR') {
    const issue = issueOf(error.data);
    return issue === null ? error : errorOfRefusal({ code: 'DJ-INPUT-INVALID', ...issue, remedy: '' }, error);
  }
  return errorOfRefusal(bugOf(error, log), error);
}

/** Logs a bug with its stack; what is told of it is the id under which it is found there. */
function bugOf(error: unknown, log: Log): Refusal {
  const id = randomBytes(4).toString('hex');
  const cause = error instanceof ORPCError && error.cause !== undefined ? error.cause : error;
  log('error', `bug ${id}`, { stack: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
  return { code: 'DJ-INTERNAL', what: `djcron met a bug of its own, ${id}`, where: '', remedy: `the log has it under ${id}` };
}

/** The first thing the contract found wrong with an input. */
function issueOf(data: unknown): { what: string; where: string } | null {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return null;
  const first: { message?: unknown; path?: unknown } | undefined = data.issues[0];
  if (first === undefined) return null;
  const path = Array.isArray(first.path) ? first.path.map((part: unknown) => segmentOf(part)).join('.') : '';
  return { what: String(first.message), where: path };
}

function segmentOf(part: unknown): string {
  return String(typeof part === 'object' && part !== null && 'key' in part ? part.key : part);
}

export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  code: string;
  where: string;
  remedy: string;
}

export function problemOf(error: ORPCError<string, unknown>): Problem {
  const refusal = isRefusal(error.data) ? error.data : { code: 'DJ-INPUT-INVALID', what: error.message, where: '', remedy: '' };
  return {
    type: 'about:blank',
    title: STATUS_CODES[error.status] ?? '',
    status: error.status,
    detail: refusal.what,
    code: refusal.code,
    where: refusal.where,
    remedy: refusal.remedy,
  };
}

function isRefusal(data: unknown): data is Refusal {
  return typeof data === 'object' && data !== null && 'code' in data && refusalCodes.some((code) => code === data.code);
}

export function problemResponse(error: ORPCError<string, unknown>): Response {
  return Response.json(problemOf(error), { status: error.status, headers: { 'content-type': 'application/problem+json' } });
}

/** A fault of the request that no operation declares. */
export function fault(status: number, message: string): ORPCError<string, unknown> {
  return new ORPCError('BAD_REQUEST', { status, message });
}
