// What passes between the runner's thread and the side that gives it orders: plain data, in order, both ways. Errors lose
// what makes them an AppError on the way; here they are taken apart and put together again.
import { AppError, type Refusal } from '../../../shared/errors.ts';
import type { Order, Runner, RunnerMessage, SeenKey } from '../messages.ts';
import type { Keeping } from '../ssh/kept-shells.ts';

export interface ThreadSettings {
  maxBytes: number;
  /** undefined: the runner's own default */
  idleMs: number | undefined;
  keeping: Keeping | undefined;
  /** where compiled code is kept, when the process keeps it */
  compileCache: string | undefined;
}

/** What a runner is asked, and answers once. */
export type QuestionName = 'scanKey' | 'probe' | 'facts' | 'sweep';
export type Answer<Name extends QuestionName> = Awaited<ReturnType<Runner[Name]>>;

export type ToThread =
  /** `sameScript`: that of the start before, left out here: a run sends one script to many hosts */
  | { type: 'order'; order: Order; sameScript: boolean }
  | { type: 'question'; id: number; name: QuestionName; args: Parameters<Runner[QuestionName]> }
  /** somebody listens: messages may come */
  | { type: 'listen' }
  /** the listener is done with the messages of the next batch that had any; `failed`: not with all of them */
  | { type: 'taken'; failed: boolean }
  | { type: 'close' };

export type FromThread =
  /** the first of all: orders are heard from here on */
  | { type: 'ready' }
  | { type: 'message'; message: RunnerMessage }
  | { type: 'key'; host: string; seen: SeenKey }
  | { type: 'log'; level: 'info' | 'warn' | 'error'; message: string; detail: Record<string, unknown> | undefined }
  | { type: 'answer'; id: number; value: Answer<QuestionName> }
  | { type: 'failure'; id: number; error: SentError }
  /** the last of all */
  | { type: 'closed' };

export interface SentError {
  message: string;
  stack: string | undefined;
  /** of an AppError */
  refusal: Refusal | null;
  cause: SentError | null;
}

export function packError(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, refusal: null, cause: null };
  const { message, stack, cause } = error;
  return {
    message,
    stack,
    refusal: error instanceof AppError ? error.refusal : null,
    cause: cause === undefined ? null : packError(cause),
  };
}

export function unpackError({ message, stack, refusal, cause: sent }: SentError): Error {
  const cause = sent === null ? {} : { cause: unpackError(sent) };
  const error =
    refusal === null
      ? new Error(message, cause)
      : new AppError(refusal.code, refusal.what, { where: refusal.where, remedy: refusal.remedy, ...cause });
  if (stack !== undefined) error.stack = stack;
  return error;
}
