// Orders given and not yet answered by an end: what is known of each, so that none is left open when the thread that
// carried them out is gone. The scripts themselves go on running on their hosts.
import type { Outcome } from '../../../shared/model/run.ts';
import type { RunnerMessage, StartOrder } from '../messages.ts';

interface Known {
  order: StartOrder;
  started: { pid: number | null; hostKey: string } | null;
}

export interface InForce {
  /** False when it was given before: an execution is never started twice, also not by a thread that has not heard of it. */
  add(order: StartOrder): boolean;
  /** What the runner says of an execution. */
  note(message: RunnerMessage): void;
  /** Gives the last words on all of them and forgets them. `heard`: the thread lived long enough to take orders. */
  giveUp(now: number, why: { heard: boolean; message: string }): RunnerMessage[];
  clear(): void;
}

/** So many finished executions are remembered, to take no order twice. */
const remembered = 10_000;

export function createInForce(): InForce {
  const orders = new Map<string, Known>();
  const over = new Set<string>();

  function end(execution: string): void {
    orders.delete(execution);
    over.add(execution);
    if (over.size > remembered) over.delete(over.values().next().value ?? '');
  }

  return {
    add(order) {
      if (orders.has(order.execution) || over.has(order.execution)) return false;
      orders.set(order.execution, { order, started: null });
      return true;
    },
    note(message) {
      if (message.type === 'finished') end(message.execution);
      const known = message.type === 'started' ? orders.get(message.execution) : undefined;
      if (known !== undefined && message.type === 'started') known.started = { pid: message.pid, hostKey: message.hostKey };
    },
    giveUp(now, why) {
      const given = [...orders.values()];
      for (const { order } of given) end(order.execution);
      return given.flatMap((known) => lastWords(known, now, why));
    },
    clear: () => orders.clear(),
  };
}

/**
 * An order cannot say yet where an earlier one for the same execution stopped. Once it can, those that were heard are sent
 * again from here instead of being given up: `no-contact` stays, `finished` goes.
 */
function lastWords({ order, started }: Known, at: number, why: { heard: boolean; message: string }): RunnerMessage[] {
  const { execution, connection } = order;
  const finished = (outcome: Outcome): RunnerMessage => ({ type: 'finished', execution, at, hostKey: started?.hostKey ?? null, outcome });
  const lost = (cause: string) => finished({ type: 'lost', reason: 'runner-failed', cause });
  if (!why.heard) {
    const cause = `djcron failed: its runner does not start: ${why.message}`;
    return [finished({ type: 'broken', reason: 'internal', cause, remedy: 'look into the log of djcron' })];
  }
  if (started === null) return [lost(`the runner of djcron failed before it heard from ${connection.host}; the script may have started`)];
  const look = started.pid === null ? '' : `; look on ${connection.host} with: ps -p ${started.pid} -o pid,etime,args`;
  return [{ type: 'no-contact', execution, at }, lost(`the runner of djcron failed while the script ran; it may still run${look}`)];
}
