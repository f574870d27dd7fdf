// The state machine of an execution, and the state of a run derived from its executions.
//
//            ┌────────────► skipped        (host removed, stop after failures, run cancelled before its turn)
//            │ ┌──────────► unreachable    (never started: no connection)
//            │ ├──────────► refused        (never started: host key or authentication)
//   queued ──┤ ├──────────► cancelled
//            └─┴─► running ─┬─► succeeded | failed    (the script ended; exit code known)
//                           ├─► timed-out | cancelled (ended by us)
//                           └─► lost                  (the end can never be known)
//
// Final states absorb everything that comes later.
import { assertNever } from '../errors.ts';

export const executionStates = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'timed-out',
  'cancelled',
  'unreachable',
  'refused',
  'lost',
  'skipped',
] as const;
export type ExecutionState = (typeof executionStates)[number];

/** Those that are an end. */
export const endStates = [
  'succeeded',
  'failed',
  'timed-out',
  'cancelled',
  'unreachable',
  'refused',
  'lost',
  'skipped',
] as const satisfies ExecutionState[];
export type EndState = (typeof endStates)[number];

export const runStates = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];

export const triggers = ['schedule', 'manual', 'retry', 'catch-up', 'chain', 'api'] as const;
export type Trigger = (typeof triggers)[number];

/** Runs that djcron makes for itself, of no job: what for. */
export const purposes = ['read-crontabs', 'change-crontabs'] as const;
export type Purpose = (typeof purposes)[number];

/** Its job, what djcron made it for, or `command` where it is one. */
export function runName({ job, purpose }: { job: string | null; purpose: Purpose | null }, command: string): string {
  return job ?? purpose?.replace('-', ' ') ?? command;
}

export function isFinal(state: ExecutionState): boolean {
  return state !== 'queued' && state !== 'running';
}

/** Why djcron ended a script: asked to, or a limit was passed. */
export type EndedBy = 'cancel' | 'timeout' | 'idle-timeout' | 'output-limit';

/** How an execution ended, as the runner (or the core, for what never reached it) tells it. */
export type Outcome =
  /** `leftovers`: processes it left behind on purpose, by pid and command; they are left alone */
  | { type: 'exited'; exitCode: number; leftovers: string[] }
  /**
   * Ended by us. `signalled` and `survivors` list processes by pid and command: what was ended, and what is still alive
   * (null when nobody could look).
   */
  | {
      type: 'ended';
      by: EndedBy;
      exitCode: number | null;
      signal: string | null;
      signalled: string[];
      survivors: string[] | null;
    }
  /** never started: `cause` is one line for a person */
  | { type: 'unreachable'; cause: string; remedy: string }
  | {
      type: 'refused';
      reason: 'host-key-unknown' | 'host-key-changed' | 'host-key-revoked' | 'authentication';
      cause: string;
      remedy: string;
    }
  /** started here but the host could not run it: no place for the script, no interpreter, sudo refused */
  | { type: 'broken'; reason: string; cause: string; remedy: string }
  | { type: 'lost'; reason: string; cause: string }
  | { type: 'skipped'; reason: string };

/** What changes in an execution row when its end is known. */
export interface ExecutionEnd {
  state: ExecutionState;
  exitCode: number | null;
  signal: string | null;
  reason: string;
  detail: string | null;
}

/** `successCodes`: exit codes that count as success, usually [0]. */
export function endOf(outcome: Outcome, successCodes: readonly number[]): ExecutionEnd {
  const none = { exitCode: null, signal: null };
  switch (outcome.type) {
    case 'exited':
      return {
        state: successCodes.includes(outcome.exitCode) ? 'succeeded' : 'failed',
        exitCode: outcome.exitCode,
        signal: null,
        reason: 'exit',
        detail: [exitHint(outcome.exitCode), leftoversHint(outcome.leftovers)].filter((hint) => hint !== null).join('; ') || null,
      };
    case 'ended':
      return {
        state: whenEnded[outcome.by].state,
        exitCode: outcome.exitCode,
        signal: outcome.signal,
        reason: outcome.by,
        detail:
          outcome.signal === null && outcome.survivors?.length === 0 ? 'it had not started' : whenEnded[outcome.by].why + proofOf(outcome),
      };
    case 'unreachable':
      return { ...none, state: 'unreachable', reason: 'unreachable', detail: `${outcome.cause}: ${outcome.remedy}` };
    case 'refused':
      return { ...none, state: 'refused', reason: outcome.reason, detail: `${outcome.cause}: ${outcome.remedy}` };
    case 'broken':
      return { ...none, state: 'failed', reason: outcome.reason, detail: `${outcome.cause}: ${outcome.remedy}` };
    case 'lost':
      return { ...none, state: 'lost', reason: outcome.reason, detail: outcome.cause };
    case 'skipped':
      return { ...none, state: 'skipped', reason: outcome.reason, detail: null };
    default:
      return assertNever(outcome);
  }
}

/** `why`: where the state does not say it. */
const whenEnded: Record<EndedBy, { state: ExecutionState; why: string }> = {
  cancel: { state: 'cancelled', why: '' },
  timeout: { state: 'timed-out', why: '' },
  'idle-timeout': { state: 'timed-out', why: 'it wrote nothing for longer than idleTimeout allows; ' },
  'output-limit': { state: 'failed', why: 'more lay on its host than spoolLimit allows; ' },
};

function proofOf({ signalled, survivors }: { signalled: string[]; survivors: string[] | null }): string {
  const ended = signalled.length === 0 ? 'signalled' : `ended ${named(signalled)}`;
  if (survivors === null) return `${ended}; the host could not tell what is left`;
  if (survivors.length === 0) return `${ended}; confirmed: no process of it is left`;
  return `${ended}; still alive: ${survivors.join('; ')}`;
}

function leftoversHint(leftovers: string[]): string | null {
  return leftovers.length === 0 ? null : `left running: ${named(leftovers)}`;
}

const namedAtMost = 5;

function named(processes: string[]): string {
  const more = processes.length - namedAtMost;
  return processes.slice(0, namedAtMost).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** What the exit code means; the code itself is told beside it. */
function exitHint(code: number): string | null {
  if (code === 126) return 'the command is not executable';
  if (code === 127) return 'a command was not found';
  if (code === 137) return 'as after SIGKILL, often for lack of memory';
  if (code === 139) return 'as after a segmentation fault';
  if (code === 143) return 'as after SIGTERM';
  return null;
}

export type Counts = Partial<Record<ExecutionState, number>>;

/** The state of a run from the states of its executions. Skipped hosts count as not succeeded. */
export function runStateOf(counts: Counts): RunState {
  const n = (state: ExecutionState) => counts[state] ?? 0;
  const total = executionStates.reduce((sum, state) => sum + n(state), 0);
  if (n('queued') === total) return 'queued';
  if (n('queued') + n('running') > 0) return 'running';
  if (n('succeeded') === total) return 'succeeded';
  if (n('succeeded') > 0) return 'partial';
  return n('cancelled') > 0 ? 'cancelled' : 'failed';
}

/** Exit code of `djcron exec`, `job run` and `run watch` for a finished run. */
export function exitCodeOfRun(counts: Counts): number {
  const n = (state: ExecutionState) => counts[state] ?? 0;
  const total = executionStates.reduce((sum, state) => sum + n(state), 0);
  const bad = total - n('succeeded');
  if (bad === 0) return 0;
  if (n('timed-out') === bad) return 124;
  if (n('failed') + n('cancelled') + n('skipped') + n('timed-out') > 0) return 1;
  return 4;
}
