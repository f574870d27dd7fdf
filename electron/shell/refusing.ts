// Around every operation: it is answered by its output or by an error the contract declares, and nothing else.
import { declaredError, type Log } from './refusal.ts';

/** An interceptor of both handlers. */
export type Refusing = (call: { next(): Promise<unknown> }) => Promise<unknown>;

export function refusingWith(log: Log): Refusing {
  return async (call) => {
    try {
      const output = await call.next();
      return isAsyncIterator(output) ? refusingIterator(output, log) : output;
    } catch (error) {
      throw declaredError(error, log);
    }
  };
}

function isAsyncIterator(value: unknown): value is AsyncIterator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;
}

/** Passes `return` on at once, even while `next` is under way: a generator around it would make it wait. */
function refusingIterator(source: AsyncIterator<unknown>, log: Log): AsyncIterableIterator<unknown> {
  const guard = async (step: Promise<IteratorResult<unknown>>) => {
    try {
      return await step;
    } catch (error) {
      throw declaredError(error, log);
    }
  };
  return {
    next: () => guard(source.next()),
    return: (value) => guard(source.return?.(value) ?? Promise.resolve({ done: true, value })),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
