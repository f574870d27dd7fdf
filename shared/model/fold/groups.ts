// Executions that came to the same: how they ended and what they wrote, by its digest. The rules are ClusterShell's: only equal
// states and exit codes come together, and the group everything else is held against is one that succeeded, else the largest of
// the lowest exit code.
import type { ExecutionState } from '../run.ts';

/** How an execution ended. */
export interface End {
  host: string;
  state: ExecutionState;
  exitCode: number | null;
  signal: string | null;
  reason: string | null;
  /** of one that never ran: why, normalised; else empty */
  told: string;
  /** of what it wrote, normalised; equal digests are equal outputs */
  digest: string;
}

export interface Group<Member extends End> {
  /** all that its members have in common */
  identity: string;
  /** in the order they came */
  members: [Member, ...Member[]];
  reference: boolean;
}

/** The reference first, then the largest; of equal size, in the order of their first members. */
export function groupsOf<Member extends End>(ends: readonly Member[]): Group<Member>[] {
  const groups = new Map<string, Group<Member>>();
  for (const end of ends) {
    const identity = identityOf(end);
    const group = groups.get(identity);
    if (group) group.members.push(end);
    else groups.set(identity, { identity, members: [end], reference: false });
  }
  const bySize = [...groups.values()].sort((a, b) => b.members.length - a.members.length);
  const [reference] = [...bySize].sort((a, b) => wentWrong(a) - wentWrong(b) || codeOf(a) - codeOf(b));
  if (reference === undefined) return [];
  reference.reference = true;
  return [reference, ...bySize.filter((group) => group !== reference)];
}

function identityOf({ state, exitCode, signal, reason, told, digest }: End): string {
  return JSON.stringify([state, exitCode, signal, reason, told, digest]);
}

/** One that was cancelled, or whose time ran out, may end with 0 all the same. */
function wentWrong({ members: [first] }: Group<End>): number {
  return first.state === 'succeeded' ? 0 : 1;
}

/** What has no exit code comes last. */
function codeOf({ members: [first] }: Group<End>): number {
  return first.exitCode ?? Number.POSITIVE_INFINITY;
}

/** Whether `detail` of an execution is all it came to: it never ran, or its end cannot be known. */
export function isToldByDetail(state: ExecutionState): boolean {
  return state === 'unreachable' || state === 'refused' || state === 'lost' || state === 'skipped';
}
