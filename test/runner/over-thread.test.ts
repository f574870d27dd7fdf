// The runner in a worker thread behaves as the one in this process: the same tests, over the other variant. They are those
// of what crosses: bytes, orders, questions, keys seen, samples, back-pressure, closing. What only the runner inside decides
// (shells, places, logins, ends, the sharing of connections) is the same code in both and is not run twice.
import { describe } from 'vitest';
import { useVariant } from '../support/runner.ts';

describe('in a worker thread', async () => {
  useVariant('worker thread');
  await import('./output.test.ts');
  await import('./asking.test.ts');
  await import('./host-key.test.ts');
  await import('./listener.test.ts');
});
