// Hosts: a machine reached over SSH, what is known of it, and what can be asked of it.
import * as z from 'zod';
import { clusterName, durationMs, hostName, instant, operation, port, tagKey, tagValue } from './base.ts';

export const hostKeyState = z.enum(['known', 'certificate', 'new', 'changed', 'revoked', 'unknown']);
export const healthState = z.enum(['up', 'degraded', 'down', 'unknown']);

export const facts = z.object({
  os: z.string(),
  /** what it calls itself; absent: collected by an older version */
  hostname: z.string().optional(),
  kernel: z.string(),
  arch: z.string(),
  cpus: z.number().int(),
  memoryBytes: z.number().int(),
  collectedAt: instant,
});

export const host = z.object({
  name: hostName,
  address: z.string(),
  port,
  user: z.string(),
  /** path of a private key; null: the agent and the usual files of ~/.ssh */
  identity: z.string().nullable(),
  /** name of the host through which this one is reached */
  jump: z.string().nullable(),
  connectTimeoutMs: durationMs,
  clusters: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  /** where it came from: `manual`, `demo`, or `file:line` of an ssh_config */
  source: z.string(),
  facts: facts.nullable(),
  hostKey: z.object({ state: hostKeyState, type: z.string().nullable(), fingerprint: z.string().nullable() }),
  health: z.object({ state: healthState, checkedAt: instant.nullable(), detail: z.string().nullable() }),
  lastRun: z.object({ run: z.string(), state: z.string(), at: instant }).nullable(),
});

const address = z
  .string()
  .min(1, 'an address is needed')
  .max(255)
  .regex(/^[^\s@/]+$/, 'an address is a host name or an IP address, without user or port');

export const hostEdit = z.object({
  address: address.optional(),
  port: port.optional(),
  user: z.string().min(1).max(64).optional(),
  identity: z.string().nullable().optional(),
  jump: z.string().nullable().optional(),
  connectTimeoutMs: z.number().int().min(1000, 'at least 1s').max(600_000, 'at most 10m').optional(),
  /** replaces the whole list */
  clusters: z.array(clusterName).optional(),
  /** replaces all tags */
  tags: z.record(tagKey, tagValue).optional(),
});

export const newHost = hostEdit.extend({ name: hostName, address });

/** One step of a connection test; the first one not ok ends it. */
export const testStep = z.object({
  step: z.enum(['dns', 'tcp', 'banner', 'host-key', 'authentication', 'shell']),
  ok: z.boolean(),
  durationMs,
  detail: z.string(),
  cause: z.string().nullable(),
  remedy: z.string().nullable(),
});
export const hostTest = z.object({ host: z.string(), ok: z.boolean(), steps: z.array(testStep) });

/** A host another tool knows, as djcron would take it over. */
export const hostProposal = z.object({
  name: z.string(),
  /** `add`, `change` (differs from what is here), `same`, or `skip` with the reason in `note` */
  action: z.enum(['add', 'change', 'same', 'skip']),
  address: z.string(),
  port: z.number().int(),
  user: z.string(),
  identity: z.string().nullable(),
  jump: z.string().nullable(),
  source: z.string(),
  note: z.string().nullable(),
});

export const hosts = {
  list: operation
    .route({ method: 'GET', path: '/hosts', summary: 'All hosts, or those of a target expression' })
    .input(z.object({ target: z.string().optional() }).optional())
    .output(z.array(host)),
  get: operation
    .route({ method: 'GET', path: '/hosts/{name}', summary: 'One host' })
    .input(z.object({ name: z.string() }))
    .output(host),
  add: operation.route({ method: 'POST', path: '/hosts', successStatus: 201, summary: 'Add a host' }).input(newHost).output(host),
  edit: operation
    .route({ method: 'PATCH', path: '/hosts/{name}', summary: 'Change a host' })
    .input(hostEdit.extend({ name: z.string(), rename: hostName.optional() }))
    .output(host),
  remove: operation
    .route({ method: 'DELETE', path: '/hosts/{name}', summary: 'Remove a host; its history stays' })
    .input(z.object({ name: z.string() }))
    .output(z.object({ removed: z.string() })),
  test: operation
    .route({ method: 'POST', path: '/hosts/test', summary: 'Test the way to each host of a target, step by step' })
    .input(z.object({ target: z.string() }))
    .output(z.array(hostTest)),
  facts: operation
    .route({ method: 'POST', path: '/hosts/facts', summary: 'Collect facts from each host of a target' })
    .input(z.object({ target: z.string() }))
    .output(z.array(z.object({ host: z.string(), facts: facts.nullable(), error: z.string().nullable() }))),
  /** Only what ended, or fell silent, at least `days` ago; never what is still to be fetched by this djcron. */
  clean: operation
    .route({ method: 'POST', path: '/hosts/clean', summary: 'Remove what executions left on each host of a target' })
    .input(z.object({ target: z.string(), days: z.number().int().min(0).max(36_500).default(7) }))
    .output(z.array(z.object({ host: z.string(), executions: z.number().int(), bytes: z.number().int(), error: z.string().nullable() }))),
  /** `path` null: ~/.ssh/config. Reads, resolves Include, executes nothing. */
  proposals: operation
    .route({ method: 'POST', path: '/hosts/proposals', summary: 'Hosts of an ssh_config, as they would be imported' })
    .input(z.object({ path: z.string().nullable() }))
    .output(z.object({ path: z.string(), hosts: z.array(hostProposal) })),
  import: operation
    .route({ method: 'POST', path: '/hosts/import', summary: 'Import hosts of an ssh_config' })
    .input(z.object({ path: z.string().nullable(), names: z.array(z.string()).nullable(), cluster: clusterName.optional() }))
    .output(z.object({ imported: z.array(z.string()) })),
  /** Held in memory until the engine ends. */
  password: operation
    .route({ method: 'POST', path: '/hosts/{name}/password', summary: 'Give the password of a host, for this session' })
    .input(z.object({ name: z.string(), password: z.string().min(1) }))
    .output(z.object({ held: z.literal(true) })),
  /** Held in memory until the engine ends; wrong passphrases are refused. */
  unlock: operation
    .route({ method: 'POST', path: '/identities/unlock', summary: 'Give the passphrase of an identity, for this session' })
    .input(z.object({ path: z.string(), passphrase: z.string() }))
    .output(z.object({ held: z.literal(true) })),
};

export type Host = z.infer<typeof host>;
export type NewHost = z.infer<typeof newHost>;
export type HostEdit = z.infer<typeof hostEdit>;
export type HostTest = z.infer<typeof hostTest>;
export type HostProposal = z.infer<typeof hostProposal>;
export type Facts = z.infer<typeof facts>;
