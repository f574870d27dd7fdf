// The runner inside its thread: hears orders and questions, and says what the runner says. Decides nothing of its own, but
// that an order which cannot be taken ends one execution and not the thread.
import type { MessagePort } from 'node:worker_threads';
import type { Order, Runner } from '../messages.ts';
import { createRunner } from '../runner.ts';
import { createOutgoing } from './outgoing.ts';
import { createPacker } from './parcel.ts';
import { type Answer, packError, type QuestionName, type ThreadSettings, type ToThread } from './traffic.ts';

export function serveRunner(port: MessagePort, { maxBytes, idleMs, keeping }: ThreadSettings): void {
  // Of what may wait for the listener most may be on its way to it: that lies in memory that is used again.
  const window = Math.ceil((maxBytes * 11) / 12);
  const pack = createPacker();
  const outgoing = createOutgoing({ window, post: (batch, slab, transferred) => port.postMessage(pack(batch, slab), transferred) });
  const runner = createRunner({
    maxBytes: maxBytes - window,
    ...(idleMs === undefined ? {} : { idleMs }),
    ...(keeping === undefined ? {} : { keeping }),
    log: (level, message, detail) => outgoing.say({ type: 'log', level, message, detail }),
  });
  runner.onKeySeen((host, seen) => outgoing.say({ type: 'key', host, seen }));
  let script = '';

  function take(order: Order): void {
    try {
      runner.send(order);
    } catch (error) {
      const { message, stack } = packError(error);
      outgoing.say({
        type: 'log',
        level: 'error',
        message: 'an order cannot be taken',
        detail: { type: order.type, error: stack ?? message },
      });
      if (order.type !== 'start') return;
      const outcome = {
        type: 'broken',
        reason: 'internal',
        cause: `djcron failed: ${message}`,
        remedy: 'look into the log of djcron',
      } as const;
      outgoing.deliver({ type: 'finished', execution: order.execution, at: Date.now(), hostKey: null, outcome })?.catch(() => {}); // told there
    }
  }

  async function close(): Promise<void> {
    await runner.close();
    await outgoing.settled();
    port.postMessage(pack([{ type: 'closed' }], null));
  }

  port.on('message', (heard: ToThread) => {
    switch (heard.type) {
      case 'order':
        if (heard.order.type !== 'start') take(heard.order);
        else {
          if (!heard.sameScript) ({ script } = heard.order);
          take({ ...heard.order, script });
        }
        break;
      case 'question':
        answer(runner, heard.name, heard.args).then(
          (value) => outgoing.say({ type: 'answer', id: heard.id, value }),
          (error: unknown) => outgoing.say({ type: 'failure', id: heard.id, error: packError(error) }),
        );
        break;
      case 'listen':
        runner.listen(outgoing.deliver);
        break;
      case 'taken':
        outgoing.taken(heard.failed);
        break;
      case 'close':
        void close();
        break;
    }
  });
  port.postMessage(pack([{ type: 'ready' }], null));
}

function answer(runner: Runner, name: QuestionName, args: Parameters<Runner[QuestionName]>): Promise<Answer<QuestionName>> {
  const asked = runner[name] as (...given: typeof args) => Promise<Answer<QuestionName>>; // each knows its own
  return asked(...args);
}
