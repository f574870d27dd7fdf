// What is done with runs that are there, cancelling aside: retried, held, released.
import type { Core } from '../core.ts';
import { os } from '../os.ts';
import { runNamed } from '../run/handlers.ts';
import { tellRun } from '../run/live.ts';
import { startRun } from '../run/start.ts';
import { holdRun, releaseRun } from './hold.ts';

export function steeringHandlers(core: Core) {
  return {
    retry: os.runs.retry.handler(({ input: { id, ...wish }, context }) =>
      startRun(core, context.caller, { ...wish, retryOf: runNamed(core, id).id }),
    ),
    hold: os.runs.hold.handler(({ input, context }) => tellRun(holdRun(core, context.caller, runNamed(core, input.id)))),
    release: os.runs.release.handler(({ input, context }) => tellRun(releaseRun(core, context.caller, runNamed(core, input.id)))),
  };
}
