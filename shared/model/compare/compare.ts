// Two runs held against each other: what they were asked, which hosts they had, how each host ended and how long it took. Their
// output is compared elsewhere; what comes of that only goes into the sentence that says it all.
import { formatElapsed } from '../duration.ts';
import { type ExecutionState, isFinal } from '../run.ts';
import { foldNames } from '../target/fold.ts';

/** A run as far as it can be compared. */
export interface Side {
  params: Readonly<Record<string, string>>;
  /** other things that were asked, by name, as they are told */
  settings: Readonly<Record<string, string>>;
  /** of the job, or of the script of a command: the same text is the same definition */
  definition: string;
  finished: boolean;
  durationMs: number | null;
  executions: readonly Part[];
}

export interface Part {
  host: string;
  state: ExecutionState;
  exitCode: number | null;
  durationMs: number | null;
}

export interface Change {
  name: string;
  /** null: it was not there */
  before: string | null;
  after: string | null;
}

export interface Ending {
  state: ExecutionState;
  exitCode: number | null;
}

/** `broke`: it succeeded before; `recovered`: it succeeds now; `open`: one of the two goes on. */
export const transitionKinds = ['broke', 'changed', 'recovered', 'open'] as const;
export interface Transition {
  host: string;
  kind: (typeof transitionKinds)[number];
  before: Ending;
  after: Ending;
}

export interface HostDuration {
  host: string;
  beforeMs: number;
  afterMs: number;
}

export interface Comparison {
  params: Change[];
  settings: Change[];
  definitionChanged: boolean;
  /** hosts that only the later, and only the earlier run had */
  added: string[];
  gone: string[];
  /** in both, in the order of the later run */
  both: string[];
  /** those that failed now first */
  transitions: Transition[];
  /** of hosts in both: what became slowest first */
  durations: HostDuration[];
}

export function compareRuns(before: Side, after: Side): Comparison {
  const old = new Map(before.executions.map((part) => [part.host.toLowerCase(), part]));
  const now = new Set(after.executions.map(({ host }) => host.toLowerCase()));
  const pairs = after.executions.flatMap((part) => {
    const other = old.get(part.host.toLowerCase());
    return other ? [{ host: part.host, before: other, after: part }] : [];
  });
  const transitions = pairs.flatMap((pair) => {
    const kind = transitionOf(pair.before, pair.after);
    return kind === null ? [] : [{ host: pair.host, kind, before: endingOf(pair.before), after: endingOf(pair.after) }];
  });
  return {
    params: changesOf(before.params, after.params),
    settings: changesOf(before.settings, after.settings),
    definitionChanged: before.definition !== after.definition,
    added: after.executions.flatMap(({ host }) => (old.has(host.toLowerCase()) ? [] : [host])),
    gone: before.executions.flatMap(({ host }) => (now.has(host.toLowerCase()) ? [] : [host])),
    both: pairs.map(({ host }) => host),
    transitions: transitions.sort((a, b) => transitionKinds.indexOf(a.kind) - transitionKinds.indexOf(b.kind)),
    durations: pairs.flatMap(durationOf).sort((a, b) => b.afterMs - b.beforeMs - (a.afterMs - a.beforeMs)),
  };
}

function changesOf(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const change = { name, before: before[name] ?? null, after: after[name] ?? null };
    return change.before === change.after ? [] : [change];
  });
}

function endingOf({ state, exitCode }: Part): Ending {
  return { state, exitCode };
}

function transitionOf(before: Part, after: Part): Transition['kind'] | null {
  if (!isFinal(before.state) || !isFinal(after.state)) return 'open';
  if (before.state === after.state && before.exitCode === after.exitCode) return null;
  if (before.state === 'succeeded' && after.state !== 'succeeded') return 'broke';
  return after.state === 'succeeded' && before.state !== 'succeeded' ? 'recovered' : 'changed';
}

function durationOf({ host, before, after }: { host: string; before: Part; after: Part }): HostDuration[] {
  if (before.durationMs === null || after.durationMs === null) return [];
  return [{ host, beforeMs: before.durationMs, afterMs: after.durationMs }];
}

/** Hosts whose output was held against each other: how many differ, and of how many nobody knows. */
export interface OutputCounts {
  same: number;
  different: number;
  unknown: number;
}

/** What changed, in one sentence: what is worst first. */
export function glance(comparison: Comparison, output: OutputCounts, [before, after]: readonly [Side, Side]): string {
  const parts = [
    ...endParts(comparison.transitions),
    ...askedParts(comparison),
    ...hostParts(comparison),
    ...outputParts(output),
    ...timeParts(before, after),
  ];
  if (comparison.both.length === 0) parts.unshift('the two runs have no host in common');
  if (parts.length > 0) return sentence(parts.join('; '));
  return sentence('nothing changed: asked the same of the same hosts, all ended the same and wrote the same');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function endParts(transitions: readonly Transition[]): string[] {
  const of = (kind: Transition['kind']) => transitions.flatMap((one) => (one.kind === kind ? [one.host] : []));
  const told = (kind: Transition['kind'], words: string) => {
    const hosts = of(kind);
    return hosts.length === 0 ? [] : [`${words}: ${named(hosts)}`];
  };
  return [
    ...told('broke', 'no longer succeeding'),
    ...told('changed', 'ended in another way'),
    ...told('recovered', 'succeeding again'),
    ...told('open', 'not at the end yet'),
  ];
}

const longestNames = 40;

/** `web-[01-03]`, or `312 hosts` where the names would be too long. */
function named(hosts: readonly string[]): string {
  const folded = foldNames(hosts);
  return folded.length <= longestNames ? folded : `${hosts.length} hosts`;
}

function askedParts({ params, settings, definitionChanged }: Comparison): string[] {
  return [
    ...(params.length === 0 ? [] : [`${params.length === 1 ? 'parameter' : 'parameters'} ${listed(params)} changed`]),
    ...(definitionChanged ? ['the definition changed'] : []),
    ...(settings.length === 0 ? [] : [`${listed(settings)} changed`]),
  ];
}

function listed(changes: readonly Change[]): string {
  const names = changes.map(({ name }) => name);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function hostParts({ added, gone }: Comparison): string[] {
  const words = (hosts: readonly string[]) => (hosts.length === 1 ? 'host' : 'hosts');
  return [
    ...(added.length === 0 ? [] : [`new ${words(added)}: ${named(added)}`]),
    ...(gone.length === 0 ? [] : [`${words(gone)} gone: ${named(gone)}`]),
  ];
}

function outputParts({ same, different, unknown }: OutputCounts): string[] {
  const all = same + different + unknown;
  const of = (count: number) => (count < all ? `${count} of ${all} hosts` : all === 1 ? 'the host' : `all ${all} hosts`);
  return [
    ...(different === 0 ? [] : [`the output of ${of(different)} differs`]),
    ...(unknown === 0 ? [] : [`the output of ${of(unknown)} is not compared`]),
  ];
}

/** So much slower or faster is worth a word. */
const tellingShare = 1.25;
const tellingMs = 1000;

function timeParts(before: Side, after: Side): string[] {
  if (!after.finished || before.durationMs === null || after.durationMs === null) return [];
  const [short, long] = [Math.min(before.durationMs, after.durationMs), Math.max(before.durationMs, after.durationMs)];
  if (long - short < tellingMs || long < short * tellingShare) return [];
  return [`it took ${formatElapsed(after.durationMs)} instead of ${formatElapsed(before.durationMs)}`];
}
