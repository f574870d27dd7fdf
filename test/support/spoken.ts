// A run over hosts that write what a test says, through the core as it is.
import type { CoreUnderTest } from './core.ts';

export interface Spoken {
  host: string;
  stdout?: string | Uint8Array;
  stderr?: string | Uint8Array;
  exitCode?: number;
  /** it goes on */
  open?: true;
}

const bytesOf = (value: string | Uint8Array) => (typeof value === 'string' ? new TextEncoder().encode(value) : value);

/** Hosts that are not there yet are added, each with an address of its own; gives the id of the run. */
export async function speak(core: CoreUnderTest, hosts: readonly Spoken[], more: { outputLimitBytes?: number } = {}): Promise<string> {
  const known = new Set((await core.client.hosts.list()).map(({ name }) => name));
  for (const { host } of hosts) {
    const number = known.size + 1;
    if (!known.has(host)) await core.client.hosts.add({ name: host, address: `192.0.${2 + (number >> 8)}.${number & 255}` });
    known.add(host);
  }
  const { id } = await core.client.runs.exec({ target: hosts.map(({ host }) => host).join(), script: 'x', fanout: 10_000, ...more });
  const told = hosts.map((spoken, position) => say(core, `${id}.${position}.1`, spoken));
  await Promise.all(told.flat());
  return id;
}

/** All that one host says, in the order it says it. */
export function say(core: CoreUnderTest, execution: string, { stdout = '', stderr = '', exitCode = 0, open }: Spoken): Promise<void>[] {
  const at = core.clock.now();
  const told = [core.runner.tell({ type: 'started', execution, at, pid: 1, hostKey: 'k' })];
  for (const [stream, text] of [
    ['stdout', stdout],
    ['stderr', stderr],
  ] as const)
    if (text.length > 0) told.push(core.runner.tell({ type: 'output', execution, at, stream, offset: 0, bytes: bytesOf(text) }));
  return open ? told : [...told, ...end(core, execution, exitCode)];
}

export function end(core: CoreUnderTest, execution: string, exitCode = 0): Promise<void>[] {
  const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
  return [core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome })];
}
