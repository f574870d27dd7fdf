// The engine itself: what it is, where its things lie, its settings, the demo fleet, and the stream of all changes.
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { event, storageState } from '../events.ts';
import { operation } from './base.ts';

export const info = z.object({
  version: z.string(),
  home: z.string(),
  pid: z.number().int(),
  shell: z.enum(['window', 'web', 'cli']),
  actor: z.string(),
  platform: z.string(),
  node: z.string(),
  /** IANA name of the engine's zone */
  timezone: z.string(),
  demo: z.enum(['absent', 'stopped', 'running', 'unavailable']),
  demoNote: z.string().nullable(),
  storage: storageState,
});

export const check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), remedy: z.string().nullable() });
export const doctor = z.object({
  version: z.string(),
  home: z.string(),
  /** who has the home, or had it last and died without giving it back (`alive` false, `url` null) */
  instance: z.object({ pid: z.number().int(), url: z.string().nullable(), alive: z.boolean() }).nullable(),
  versions: z.record(z.string(), z.string()),
  checks: z.array(check),
});

/** A setting with its value and where that comes from. */
export const setting = z.object({
  key: z.string(),
  value: z.string(),
  default: z.string(),
  origin: z.enum(['default', 'home', 'environment']),
  description: z.string(),
});

export const system = {
  info: operation.route({ method: 'GET', path: '/info', summary: 'What engine this is' }).output(info),
  doctor: operation.route({ method: 'GET', path: '/doctor', summary: 'Check the engine and its surroundings' }).output(doctor),
  settings: operation.route({ method: 'GET', path: '/settings', summary: 'All settings' }).output(z.array(setting)),
  set: operation
    .route({ method: 'PUT', path: '/settings/{key}', summary: 'Change a setting; null: back to its default' })
    .input(z.object({ key: z.string(), value: z.string().nullable() }))
    .output(setting),
  /** `path` is on the engine's machine and must not exist. */
  backup: operation
    .route({ method: 'POST', path: '/backup', summary: 'Write a consistent copy of the home' })
    .input(z.object({ path: z.string().min(1) }))
    .output(z.object({ path: z.string(), bytes: z.number().int() })),
  demoStart: operation
    .route({ method: 'POST', path: '/demo', summary: 'Start the demo fleet and add it as cluster @demo' })
    .input(z.object({ hosts: z.number().int().min(1).max(64).default(8) }))
    .output(z.object({ hosts: z.array(z.string()) })),
  demoRemove: operation
    .route({ method: 'DELETE', path: '/demo', summary: 'Stop the demo fleet and remove its hosts and jobs' })
    .output(z.object({ removed: z.array(z.string()) })),
  events: operation
    .route({ method: 'GET', path: '/events', summary: 'Everything that changes, as server-sent events; resumes by Last-Event-ID' })
    .output(eventIterator(event)),
};

export type Info = z.infer<typeof info>;
export type Setting = z.infer<typeof setting>;
export type Doctor = z.infer<typeof doctor>;
