// How a job differs now from how a run of it ran: values, script, hosts and everything else about the way it runs. Pure.
import type { JobDefinition } from './job.ts';
import { resolveParameters } from './parameters.ts';
import { howOf, type RunHow } from './plan.ts';
import { keptValues, type Ordered } from './retry.ts';
import { foldNames } from './target/fold.ts';

export interface Difference {
  /** null: there is none */
  params: { name: string; before: string | null; after: string | null }[];
  script: { before: string; after: string } | null;
  /** expressions, and folded hosts that the one of now adds and lacks */
  target: { before: string; after: string; added: string; gone: string } | null;
  /** values as JSON */
  how: { name: string; before: string; after: string }[];
}

/** `hosts`: those of the run, and those the job's target means now. */
export function differenceOf(run: Ordered, now: JobDefinition, hosts: { before: readonly string[]; after: readonly string[] }): Difference {
  const script = now.script.text ?? '';
  return {
    params: changedValues(run.params, resolveParameters(now.parameters, keptValues(run.params, now)).values),
    script: script === run.script ? null : { before: run.script, after: script },
    target: changedTarget(run.target, now, hosts),
    how: changedHow(run.how, howOf(now)),
  };
}

function changedValues(before: Record<string, string>, after: Record<string, string>): Difference['params'] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter((value) => value.before !== value.after);
}

function changedTarget(target: string, now: JobDefinition, hosts: { before: readonly string[]; after: readonly string[] }) {
  const [before, after] = [new Set(hosts.before), new Set(hosts.after)];
  // of a job that picks some of its hosts, the others are no difference
  const added = now.mode === 'all' ? hosts.after.filter((host) => !before.has(host)) : [];
  const gone = hosts.before.filter((host) => !after.has(host));
  if (target === now.targets && added.length + gone.length === 0) return null;
  return { before: target, after: now.targets, added: foldNames(added), gone: foldNames(gone) };
}

function changedHow(before: RunHow, after: RunHow): Difference['how'] {
  const names = Object.keys(after) as (keyof RunHow)[];
  return names
    .map((name) => ({ name, before: JSON.stringify(before[name] ?? null), after: JSON.stringify(after[name] ?? null) }))
    .filter((value) => value.before !== value.after);
}
