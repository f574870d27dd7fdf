// Every refusal djcron can utter: a closed list of stable codes, each of one kind. The kind decides the HTTP status and
// the exit code of the command line; nobody reads the text of a message to decide.

export type RefusalKind =
  | 'invalid' // the request itself is wrong; nothing started
  | 'missing' // the object named is not there, or the name is ambiguous
  | 'conflict' // the state of things forbids it
  | 'forbidden' // permission or safe mode
  | 'policy' // not started by policy, or the target resolves to no host
  | 'unavailable' // no engine, or one of another version
  | 'internal'; // a bug: logged with an id

const kinds = {
  'DJ-INPUT-INVALID': 'invalid',
  'DJ-CONFIRM-NEEDED': 'invalid',
  'DJ-FILE-UNREADABLE': 'invalid',
  'DJ-TARGET-SYNTAX': 'invalid',
  'DJ-TARGET-UNKNOWN': 'invalid',
  'DJ-TARGET-EMPTY': 'policy',
  'DJ-HOST-UNKNOWN': 'missing',
  'DJ-HOST-EXISTS': 'conflict',
  'DJ-HOST-INVALID': 'invalid',
  'DJ-HOST-BUSY': 'conflict',
  'DJ-JUMP-UNKNOWN': 'invalid',
  'DJ-IMPORT-INVALID': 'invalid',
  'DJ-IDENTITY-UNREADABLE': 'invalid',
  'DJ-PASSPHRASE-WRONG': 'invalid',
  'DJ-KEY-UNKNOWN': 'missing',
  'DJ-KEY-CHANGED': 'conflict',
  'DJ-KEY-MISMATCH': 'conflict',
  'DJ-KEY-REVOKED': 'conflict',
  'DJ-KEY-UNREACHABLE': 'conflict',
  'DJ-JOB-UNKNOWN': 'missing',
  'DJ-JOB-YAML': 'invalid',
  'DJ-JOB-INVALID': 'invalid',
  'DJ-JOB-UNSUPPORTED': 'invalid',
  'DJ-JOB-BUSY': 'conflict',
  'DJ-JOB-RING': 'invalid',
  'DJ-CRON-LINE-UNKNOWN': 'missing',
  'DJ-SCHEDULE-INVALID': 'invalid',
  'DJ-SCHEDULE-UNKNOWN': 'missing',
  'DJ-OCCURRENCE-UNKNOWN': 'missing',
  'DJ-OCCURRENCE-RAN': 'conflict',
  'DJ-RUN-OVERLAP': 'policy',
  'DJ-PARAM-INVALID': 'invalid',
  'DJ-SCRIPT-INVALID': 'invalid',
  'DJ-RUN-UNKNOWN': 'missing',
  'DJ-RUN-AMBIGUOUS': 'missing',
  'DJ-RUN-FINISHED': 'conflict',
  'DJ-RETRY-EMPTY': 'policy',
  'DJ-GROUP-UNKNOWN': 'missing',
  'DJ-OUTPUT-REMOVED': 'missing',
  'DJ-PATTERN-INVALID': 'invalid',
  'DJ-PATTERN-SLOW': 'invalid',
  'DJ-REPORT-TOO-LARGE': 'invalid',
  'DJ-HOME-MISSING': 'invalid',
  'DJ-HOME-LOCKED': 'conflict',
  'DJ-HOME-NEWER': 'conflict',
  'DJ-HOME-DAMAGED': 'conflict',
  'DJ-HOME-UNREADABLE': 'conflict',
  'DJ-HOME-UNWRITABLE': 'conflict',
  'DJ-DISK-FULL': 'conflict',
  'DJ-CONFIG-UNKNOWN': 'missing',
  'DJ-CONFIG-INVALID': 'invalid',
  'DJ-BACKUP-INVALID': 'invalid',
  'DJ-DEMO-UNAVAILABLE': 'conflict',
  'DJ-SERVICE-UNAVAILABLE': 'conflict',
  'DJ-ENGINE-UNREACHABLE': 'unavailable',
  'DJ-ENGINE-VERSION': 'unavailable',
  'DJ-PORT-TAKEN': 'conflict',
  'DJ-FORBIDDEN': 'forbidden',
  'DJ-INTERNAL': 'internal',
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof kinds;
export const refusalCodes = Object.keys(kinds) as [RefusalCode, ...RefusalCode[]];

/** What a person reads: one line of what, where and what to do; `code` is what a program reads. */
export interface Refusal {
  code: RefusalCode;
  what: string;
  /** file:line:column, field name, host or expression; empty when `what` says it all */
  where: string;
  remedy: string;
}

/** A request that is refused. It has changed nothing. */
export class AppError extends Error {
  readonly refusal: Refusal;

  constructor(code: RefusalCode, what: string, more: { where?: string; remedy?: string; cause?: unknown } = {}) {
    super(what, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AppError';
    this.refusal = { code, what, where: more.where ?? '', remedy: more.remedy ?? '' };
  }

  get code(): RefusalCode {
    return this.refusal.code;
  }
}

export function refusalKind(code: RefusalCode): RefusalKind {
  return kinds[code];
}

/** Exit code of the command line for a refusal (see the README's table). */
export function exitCodeOf(code: RefusalCode): number {
  const kind = kinds[code];
  switch (kind) {
    case 'missing':
      return 3;
    case 'forbidden':
      return 5;
    case 'policy':
      return 6;
    case 'unavailable':
      return 7;
    case 'invalid':
    case 'conflict':
    case 'internal':
      return 2;
    default:
      return assertNever(kind);
  }
}

/** `what (where): remedy [code]` on one line; a name that `what` quotes already is not said twice. */
export function refusalLine(refusal: Refusal): string {
  const where = refusal.where === '' || refusal.what.includes(`"${refusal.where}"`) ? '' : ` (${refusal.where})`;
  const remedy = refusal.remedy ? `: ${refusal.remedy}` : '';
  return `${refusal.what}${where}${remedy} [${refusal.code}]`;
}

export function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}

const passing: ReadonlySet<string> = new Set<RefusalCode>(['DJ-DISK-FULL', 'DJ-HOME-LOCKED']);

/** The same may be taken later: nothing is wrong with what was asked for. */
export function isPassingCode(code: string): boolean {
  return passing.has(code);
}

/** What a log says of whatever was thrown. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
