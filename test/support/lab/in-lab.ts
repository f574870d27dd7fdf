// Tests that need a lab: where there can be none they are skipped, and their name says why.
import { describe } from 'vitest';
import { labUnavailable } from './availability.ts';

export function describeInLab(name: string, tests: () => void): void {
  const obstacle = labUnavailable();
  describe.skipIf(obstacle !== null)(obstacle === null ? name : `${name} (no lab: ${obstacle})`, tests);
}
