// Orders given and not yet answered by an end: what the listener has taken of each, so that another thread can go on where
// one was that is gone. The scripts themselves go on running on their hosts meanwhile.
import type { Order, Resume, RunnerMessage, StartOrder } from '../messages.ts';

interface Known {
  order: StartOrder;
  resume: Resume;
  /** a thread that lived has it, or had it */
  heard: boolean;
  cancelled: boolean;
}

export interface InForce {
  /** False when it was given before: an execution is never started twice, also not by a thread that has not heard of it. */
  add(order: StartOrder, now: number): boolean;
  /** A later order about an execution. */
  change(order: Order): void;
  /** What the listener has taken. */
  note(message: RunnerMessage): void;
  /** The thread lived: it had all orders given so far. */
  hear(): void;
  /** Orders to go on by, those no thread ever heard left out. */
  again(): Order[];
  /** Forgets those no thread ever heard, and gives them. */
  unheard(): StartOrder[];
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
    add(order, now) {
      if (orders.has(order.execution) || over.has(order.execution)) return false;
      const first: Resume = { sentAt: now, startedAt: null, stdout: 0, stderr: 0, samples: 0, mayStart: true };
      orders.set(order.execution, { order, resume: order.resume ?? first, heard: false, cancelled: false });
      return true;
    },
    change(order) {
      const known = 'execution' in order ? orders.get(order.execution) : undefined;
      if (known === undefined) return;
      if (order.type === 'cancel') known.cancelled = true;
      if (order.type === 'reach') known.order = { ...known.order, connection: order.connection };
    },
    note(message) {
      const known = orders.get(message.execution);
      if (known === undefined) return;
      const { resume } = known;
      if (message.type === 'finished') end(message.execution);
      else if (message.type === 'started') known.resume = { ...resume, startedAt: resume.startedAt ?? message.at };
      else if (message.type === 'samples') known.resume = { ...resume, samples: message.taken };
      else if (message.type === 'output') known.resume = { ...resume, [message.stream]: message.offset + message.bytes.byteLength };
    },
    hear() {
      for (const known of orders.values()) known.heard = true;
    },
    again() {
      return [...orders.values()].flatMap(({ order, resume, heard, cancelled }): Order[] => {
        if (!heard) return [];
        const start: Order = { ...order, resume };
        return cancelled ? [start, { type: 'cancel', execution: order.execution }] : [start];
      });
    },
    unheard() {
      const found = [...orders.values()].flatMap(({ order, heard }) => (heard ? [] : [order]));
      for (const { execution } of found) end(execution);
      return found;
    },
    clear: () => orders.clear(),
  };
}
