// The way to a host: tests and facts over SSH, and the secrets a person gives for this session.
import { AppError } from '../../../shared/errors.ts';
import { unfinishedExecutions } from '../../store/executions.ts';
import { type HostRow, writeFacts, writeHealth } from '../../store/hosts.ts';
import { changeAudited, logDeed } from '../audited.ts';
import type { Core } from '../core.ts';
import { instantOf } from '../edge.ts';
import { os } from '../os.ts';
import { executionId } from '../run/live.ts';
import { eachAtOnce } from './abreast.ts';
import { connectionOf } from './connections.ts';
import { readableIdentity } from './identity.ts';
import { hostNamed, hostsOfTarget, presentHost } from './lookup.ts';

export function accessHandlers(core: Core) {
  return {
    test: os.hosts.test.handler(async ({ input, context }) => {
      const tests = await eachAtOnce(hostsOfTarget(core, input.target), (row) => testHost(core, row));
      for (const test of tests)
        logDeed(core, context.caller, { action: 'host.test', object: test.host, result: test.ok ? 'ok' : 'failed' });
      return tests;
    }),
    facts: os.hosts.facts.handler(async ({ input, context }) => {
      const answers = await eachAtOnce(hostsOfTarget(core, input.target), (row) => collectFacts(core, row));
      changeAudited(core, context.caller, (log) => {
        for (const { host, error } of answers) log({ action: 'host.facts', object: host, result: error === null ? 'ok' : 'failed' });
      });
      return answers;
    }),
    clean: os.hosts.clean.handler(async ({ input, context }) => {
      const answers = await eachAtOnce(hostsOfTarget(core, input.target), (row) => cleanHost(core, row, input.days));
      changeAudited(core, context.caller, (log) => {
        for (const { host, executions, error } of answers) {
          log({ action: 'host.clean', object: host, after: { executions }, result: error === null ? 'ok' : 'failed' });
        }
      });
      return answers;
    }),
    password: os.hosts.password.handler(({ input, context }) => {
      const row = hostNamed(core, input.name);
      core.vault.holdPassword(row.name, input.password);
      core.dispatcher.reachAnew(row.name);
      logDeed(core, context.caller, { action: 'host.password', object: row.name, result: 'held in memory' });
      return { held: true as const };
    }),
    unlock: os.hosts.unlock.handler(({ input, context }) => {
      const text = readableIdentity(input.path) ?? '';
      if (!core.sshFiles.opens(text, input.passphrase)) {
        throw new AppError('DJ-PASSPHRASE-WRONG', 'the passphrase does not open the identity', {
          where: input.path,
          remedy: 'try again; nothing was kept',
        });
      }
      core.vault.holdPassphrase(input.path, input.passphrase);
      core.dispatcher.reachAnew(null);
      logDeed(core, context.caller, { action: 'identity.unlock', object: input.path, result: 'held in memory' });
      return { held: true as const };
    }),
  };
}

async function testHost(core: Core, row: HostRow) {
  const steps = await core.runner.probe(connectionOf(core, row));
  const failed = steps.find((step) => !step.ok);
  // What the way says now holds for runs too: a kept connection must not hide it.
  if (failed) core.runner.send({ type: 'disconnect', host: row.name });
  noteHealth(core, row.name, failed ? { state: 'down', detail: failed.cause ?? failed.detail } : { state: 'up', detail: null });
  return { host: row.name, ok: failed === undefined && steps.length > 0, steps };
}

async function collectFacts(core: Core, row: HostRow) {
  try {
    const facts = await core.runner.facts(connectionOf(core, row));
    const at = core.clock.now();
    core.store.transactionSoon(() => writeFacts(core.store, row.name, facts, at));
    noteHealth(core, row.name, { state: 'up', detail: null });
    return { host: row.name, facts: { ...facts, collectedAt: instantOf(at) }, error: null };
  } catch (error) {
    const line = lineOf(error);
    noteHealth(core, row.name, { state: 'down', detail: line });
    return { host: row.name, facts: null, error: line };
  }
}

async function cleanHost(core: Core, row: HostRow, days: number) {
  const keep = unfinishedExecutions(core.store)
    .filter(({ host, sentAt }) => host === row.name && sentAt !== null)
    .map(executionId);
  try {
    return { host: row.name, ...(await core.runner.sweep(connectionOf(core, row), { days, keep })), error: null };
  } catch (error) {
    return { host: row.name, executions: 0, bytes: 0, error: lineOf(error) };
  }
}

function lineOf(error: unknown): string {
  if (error instanceof AppError) return error.refusal.what;
  return error instanceof Error ? error.message : String(error);
}

/** Writes down whether a host answers, and tells it. */
export function noteHealth(core: Core, name: string, health: { state: 'up' | 'degraded' | 'down'; detail: string | null }): void {
  core.store.transactionSoon(() => writeHealth(core.store, name, { ...health, at: core.clock.now() }));
  core.announcer.announceSoon(`host ${name}`, () => ({ type: 'host', host: presentHost(core, hostNamed(core, name)) }));
}
