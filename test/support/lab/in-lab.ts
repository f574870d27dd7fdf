// Tests that need a lab: where there can be none they are skipped, and their name says why.
import { afterAll, beforeAll, describe } from 'vitest';
import { labUnavailable } from './availability.ts';
import type { LabHost } from './host.ts';
import { type Lab, openLab } from './lab.ts';

/**
 * A test may have to wait until a keep-alive gives up, and for a connection that is tried ever more rarely; and machines
 * may be busy with much else.
 */
const timeout = 500_000;

export function describeInLab(name: string, tests: () => void): void {
  const obstacle = labUnavailable();
  describe.skipIf(obstacle !== null)(obstacle === null ? name : `${name} (no lab: ${obstacle})`, { timeout }, tests);
}

export interface LabInUse {
  lab(): Lab;
  /** a host that no other test has, while there are any */
  takeHost(): LabHost;
}

/** Opens a lab before the tests of this group, and closes it after them. */
export function useLab(count: number): LabInUse {
  let opened: Lab | null = null;
  let taken = 0;
  beforeAll(async () => {
    opened = await openLab(count);
  }, timeout);
  afterAll(() => opened?.close(), timeout);
  const lab = () => {
    if (opened === null) throw new Error('the lab is not open yet');
    return opened;
  };
  return {
    lab,
    takeHost() {
      const host = lab().hosts[taken++];
      if (host === undefined) throw new Error('the lab is too small for its tests');
      return host;
    },
  };
}
