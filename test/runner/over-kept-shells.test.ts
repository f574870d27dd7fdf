// Executions in shells that connections keep behave as those with a channel of their own: the same tests of what runs on a
// host, from the first program of a connection on.
import { describe } from 'vitest';
import { useVariant } from '../support/runner.ts';

describe('in kept shells', async () => {
  useVariant('kept shells');
  await import('./output.test.ts');
  await import('./stop.test.ts');
  await import('./place.test.ts');
  await import('./login-shell.test.ts');
});
