// Everything the core announces, as one tagged union. Events carry the whole small entity, so that a page writes its
// cache instead of asking again; output is announced by its size only and read by window.
import * as z from 'zod';
import { auditEntry } from './contract/audit.ts';
import { host } from './contract/hosts.ts';
import { execution, run } from './contract/run.ts';

/** Of what hosts tell: stored; held back, as the disk is full; held back for another reason. */
export const storageState = z.enum(['ok', 'full', 'refused']);
export type StorageState = z.infer<typeof storageState>;

export const event = z.discriminatedUnion('type', [
  /** The listener missed something (it is new, or was away for too long): read again what you show. */
  z.object({ type: z.literal('reset') }),
  z.object({ type: z.literal('host'), host }),
  z.object({ type: z.literal('host-removed'), name: z.string() }),
  /** jobs or their recent results changed */
  z.object({ type: z.literal('job'), name: z.string() }),
  /** `run.executions` is empty here; executions follow as events of their own */
  z.object({ type: z.literal('run'), run }),
  z.object({ type: z.literal('executions'), run: z.string(), executions: z.array(execution) }),
  /** new output of these hosts: display lines and bytes stored so far */
  z.object({
    type: z.literal('output'),
    run: z.string(),
    hosts: z.array(
      z.object({
        host: z.string(),
        attempt: z.number().int(),
        lines: z.number().int(),
        stdoutBytes: z.number().int(),
        stderrBytes: z.number().int(),
        cut: execution.shape.cut,
        lastLine: z.string(),
      }),
    ),
  }),
  /** new samples of these hosts were stored */
  z.object({ type: z.literal('samples'), run: z.string(), hosts: z.array(z.string()) }),
  /** schedules, their pauses, or the ledger changed: of this job, or of many */
  z.object({ type: z.literal('schedules'), job: z.string().nullable() }),
  /** hosts of this run came into groups: at most twice a second a run */
  z.object({ type: z.literal('groups'), run: z.string() }),
  /** what follows this run advanced */
  z.object({ type: z.literal('chain'), run: z.string() }),
  /** somebody is to be told of how this run ended; its executions are empty here */
  z.object({ type: z.literal('notice'), run }),
  z.object({ type: z.literal('audit'), entry: auditEntry }),
  z.object({ type: z.literal('settings') }),
  /** `full`: the engine's disk takes nothing; output of what runs is held back on the hosts until it does */
  z.object({ type: z.literal('storage'), state: storageState }),
  z.object({ type: z.literal('demo'), state: z.enum(['absent', 'stopped', 'running']) }),
]);

export type DjcronEvent = z.infer<typeof event>;
