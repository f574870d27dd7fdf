// One search in a thread: neither the page nor the recorder waits for it, and a pattern that would take years is ended with its
// thread. One question at a time.
import { AppError } from '../../../shared/errors.ts';
import type { Pattern } from '../../../shared/model/find/pattern.ts';
import type { Found, Slice } from './slice.ts';
import { leaveThread, takeThread } from './threads.ts';

/** A slice takes some milliseconds. */
const patienceMs = 8000;

export interface Searcher {
  /** Null: the file is not there any more, look where it is now. Throws DJ-PATTERN-SLOW; then the search is over. */
  search(slice: Slice): Promise<Found | null>;
  close(): Promise<void>;
}

export function createSearcher(pattern: Pattern): Searcher {
  const thread = takeThread();
  thread.post({ pattern });
  let asking = false;
  return {
    async search(slice) {
      asking = true;
      const answered = thread.answer();
      thread.post({ slice });
      const answer = await withinPatience(answered, () => tooSlow(pattern, slice));
      asking = false;
      if ('failure' in answer) throw new Error(answer.failure);
      return 'gone' in answer ? null : answer.found;
    },
    // whoever is still asked is busy with what nobody wants to know any more
    close: () => (asking ? thread.end() : leaveThread(thread)),
  };
}

async function withinPatience<T>(work: Promise<T>, refusal: () => AppError): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(refusal()), patienceMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow({ text }: Pattern, { cursor }: Slice): AppError {
  return new AppError('DJ-PATTERN-SLOW', `"${text}" takes too long on a line: the search was ended`, {
    where: `after line ${cursor.line}`,
    remedy: 'avoid repetitions inside repetitions, as in (a+)+',
  });
}
