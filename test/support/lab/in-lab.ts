// Tests that need a lab: where there can be none they are skipped, and their name says why.
import { describe } from 'vitest';
import { labUnavailable } from './availability.ts';

/** A test may have to wait until a keep-alive gives up, and for a connection that is tried ever more rarely. */
const timeout = 170_000;

export function describeInLab(name: string, tests: () => void): void {
  const obstacle = labUnavailable();
  describe.skipIf(obstacle !== null)(obstacle === null ? name : `${name} (no lab: ${obstacle})`, { timeout }, tests);
}
