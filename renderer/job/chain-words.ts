// Chains in words: a step as one of the states that have a mark, and what a job's file says follows it. Pure.
import type { ChainStep } from '../../shared/contract/run.ts';
import type { ChainLink } from '../../shared/model/chain.ts';

/** One that is due waits, as an execution does in its queue. */
export function stepMark(state: ChainStep['state']): string {
  return state === 'due' ? 'queued' : state;
}

/** `verify-backup (label=nightly), then a script here` */
export function linkWords(links: readonly ChainLink[]): string {
  return links.map(linkText).join(', then ');
}

function linkText({ job, params, script, notify }: ChainLink): string {
  const given = Object.entries(params ?? {}).map(([name, value]) => `${name}=${value}`);
  if (job !== undefined) return `the job ${job}${given.length === 0 ? '' : ` (${given.join(', ')})`}`;
  if (notify !== undefined) return `a notice: ${notify}`;
  const [first = '', ...more] = (script ?? '').trim().split('\n');
  return `a script here: ${first}${more.length === 0 ? '' : ' …'}`;
}
