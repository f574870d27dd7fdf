// Hosts of a test's engine, of which the test says, message by message, what their scripts do.
import { expect } from 'vitest';
import type { Outcome } from '../../shared/model/run.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What the hosts of the newest run do, message by message. */
function hostsOf({ runner, clock }: CoreUnderTest) {
  const offsets = new Map<string, number>();
  const execution = (index: number) => runner.starts()[index]?.execution ?? `execution ${index} was not ordered`;
  const ends = async (index: number, outcome: Outcome) => {
    await runner.tell({ type: 'finished', execution: execution(index), at: clock.now(), hostKey: null, outcome });
    clock.advance(200);
  };
  return {
    started: (index: number) =>
      runner.tell({ type: 'started', execution: execution(index), at: clock.now(), pid: 7, hostKey: 'SHA256:abc' }),
    async losesContact(index: number, cause: string) {
      await runner.tell({ type: 'no-contact', execution: execution(index), at: clock.now(), cause });
      clock.advance(200);
    },
    async says(index: number, stream: 'stdout' | 'stderr', text: string | Uint8Array) {
      const data = typeof text === 'string' ? bytes(text) : text;
      const key = `${index} ${stream}`;
      const offset = offsets.get(key) ?? 0;
      offsets.set(key, offset + data.length);
      await runner.tell({ type: 'output', execution: execution(index), at: clock.now(), stream, offset, bytes: data });
      clock.advance(200);
    },
    exits: (index: number, exitCode: number, leftovers: string[] = []) => ends(index, { type: 'exited', exitCode, leftovers }),
    isCancelled: (index: number) =>
      ends(index, { type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM', signalled: [], survivors: [] }),
  };
}

export async function withHosts(names: readonly string[], work: (core: CoreUnderTest, hosts: ReturnType<typeof hostsOf>) => Promise<void>) {
  await withCore(async (core) => {
    for (const name of names) await core.client.hosts.add({ name, address: '192.0.2.7' });
    await work(core, hostsOf(core));
  });
}

export const ordered = ({ runner }: CoreUnderTest, count: number) => expect.poll(() => runner.starts().length).toBe(count);
