// From whatever was thrown to the one line a person reads and the exit code a program reads.
import { AppError, exitCodeOf, type Refusal, type RefusalCode, refusalCodes, refusalLine } from '../../shared/errors.ts';

/** A refusal that only the exit code tells: everything was said already. */
export class Ended extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`ended with exit code ${exitCode}`);
    this.name = 'Ended';
    this.exitCode = exitCode;
  }
}

export function usage(what: string, remedy: string): AppError {
  return new AppError('DJ-INPUT-INVALID', what, { remedy });
}

/** What was thrown here, or by an engine elsewhere and came over a transport, as a refusal; null when it is a bug. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof AppError) return error.refusal;
  if (!(error instanceof Error)) return null;
  const data = 'data' in error ? error.data : null;
  if (isRefusal(data)) return data;
  const issue = issueOf(data);
  if (issue !== null) return { code: 'DJ-INPUT-INVALID', what: issue.message, where: issue.path, remedy: 'see --help' };
  if (isUnreachable(error)) {
    return {
      code: 'DJ-ENGINE-UNREACHABLE',
      what: 'the engine does not answer',
      where: '',
      remedy: 'look whether it still runs: djcron doctor',
    };
  }
  return null;
}

/** `djcron: what (where): remedy [CODE]`; what is found in a file begins with the place, as compilers do. */
export function lineOf(refusal: Refusal): string {
  if (/:\d+$/.test(refusal.where)) {
    const remedy = refusal.remedy ? `: ${refusal.remedy}` : '';
    return oneLine(`${refusal.where}: ${refusal.what}${remedy} [${refusal.code}]`);
  }
  return oneLine(`djcron: ${refusalLine(refusal)}`);
}

export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

export { exitCodeOf };

function isRefusal(data: unknown): data is Refusal {
  return (
    typeof data === 'object' &&
    data !== null &&
    'code' in data &&
    'what' in data &&
    'where' in data &&
    'remedy' in data &&
    refusalCodes.includes(data.code as RefusalCode)
  );
}

/** The first issue of an input that the contract refused. */
function issueOf(data: unknown): { message: string; path: string } | null {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return null;
  const [first]: { message?: unknown; path?: unknown }[] = data.issues;
  if (first === undefined) return null;
  const path = Array.isArray(first.path) ? first.path.map(String).join('.') : '';
  return { message: String(first.message), path };
}

function isUnreachable(error: Error): boolean {
  const codes = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'UND_ERR_SOCKET'];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && codes.includes(String(at.code)) && 'syscall' in at && ['connect', 'read', 'write'].includes(String(at.syscall)))
      return true;
  }
  return false;
}
