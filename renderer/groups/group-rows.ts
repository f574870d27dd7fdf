// The groups of a run as rows of a list that does not move while it is read: what stands where, how much of each is told,
// and what changed meanwhile. Pure.
import type { Group, Groups } from '../../shared/contract/groups.ts';

export interface Preview {
  sign: '' | '+' | '−';
  text: string;
}

export type GroupRow =
  | {
      type: 'group';
      key: string;
      group: Group;
      previews: readonly Preview[] /** under the group it is nearly the same as */;
      similar: boolean;
    }
  /** ended, and their output is still being compared */
  | { type: 'comparing'; key: 'comparing'; hosts: string; count: number }
  | { type: 'unfinished'; key: 'unfinished'; hosts: string; count: number; lastLines: Groups['unfinished']['lastLines'] };

/** Keys in the order of the engine (the reference, then the largest), those nearly the same below the group they are like. */
export function keysInOrder(groups: readonly Group[]): string[] {
  const like = (key: string) => groups.filter((group) => group.similarTo === key).map((group) => group.key);
  return groups.flatMap((group) => (group.similarTo === null ? [group.key, ...like(group.key)] : []));
}

/** What stood stays where it was, what is gone leaves, what is new comes last. */
export function settle(standing: readonly string[], order: readonly string[]): string[] {
  const known = new Set(standing);
  const there = new Set(order);
  return [...standing.filter((key) => there.has(key)), ...order.filter((key) => !known.has(key))];
}

/** How many groups would stand elsewhere if they were sorted now. */
export function movesIn(standing: readonly string[], order: readonly string[]): number {
  return standing.filter((key, i) => order[i] !== key).length;
}

export function rowsOf(groups: Groups, standing: readonly string[]): GroupRow[] {
  const byKey = new Map(groups.groups.map((group) => [group.key, group]));
  const rows: GroupRow[] = standing.flatMap((key) => {
    const group = byKey.get(key);
    return group === undefined ? [] : [{ type: 'group', key, group, previews: previewsOf(group), similar: group.similarTo !== null }];
  });
  const { comparing, unfinished } = groups;
  if (comparing.count > 0) rows.push({ type: 'comparing', key: 'comparing', hosts: comparing.hosts, count: comparing.count });
  if (unfinished.count > 0) {
    const { hosts, count, lastLines } = unfinished;
    rows.push({ type: 'unfinished', key: 'unfinished', hosts, count, lastLines });
  }
  return rows;
}

const most = 2;

/** The first hosts that wrote something, with what they wrote last: as it was told since, or as it was when the groups were read. */
export function spokenLines(
  lastLines: Groups['unfinished']['lastLines'],
  fresh: (host: string) => string | undefined,
): { host: string; text: string }[] {
  const spoken: { host: string; text: string }[] = [];
  for (const { host, lastLine } of lastLines) {
    const text = fresh(host) ?? lastLine;
    if (text !== '') spoken.push({ host, text });
    if (spoken.length === most) break;
  }
  return spoken;
}

/** What tells a group: why it ended so, what only it wrote, what it did not write; of the reference, what it wrote last. */
export function previewsOf(group: Group): Preview[] {
  const why: Preview[] = group.detail === null ? [] : [{ sign: '', text: group.detail }];
  const differing = group.lines === 0 ? [] : differingLines(group);
  const own: Preview[] = differing.length > 0 || group.lines === 0 ? differing : lastLine(group).map((text) => ({ sign: '', text }));
  return [...why, ...own].slice(0, most);
}

/** What is only here says more than what is missing; one of each where there are both. */
function differingLines(group: Group): Preview[] {
  const { first = [], added = null } = group.differences ?? {};
  const [here] = first.filter(({ kind }) => kind === 'added').map(({ text }) => text);
  // beyond the first lines that differ: errors mostly come last
  const mine = here ?? ((added ?? 0) > 0 ? lastLine(group)[0] : undefined);
  const missing = first.filter(({ kind }) => kind === 'removed').map(({ text }): Preview => ({ sign: '−', text }));
  return mine === undefined ? missing.slice(0, most) : [{ sign: '+', text: mine }, ...missing.slice(0, most - 1)];
}

function lastLine({ output, truncated }: Group): string[] {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return truncated || last.trim() === '' ? [] : [last];
}

/** `+2 −12`; nothing for the reference and for what was not compared. */
export function differenceText({ differences, lines }: Group): string {
  if (differences === null || lines === 0) return '';
  if (differences.verdict === 'too-different') return 'too different to compare';
  const { added, removed } = differences;
  if (added === null || removed === null) return '';
  if (added === 0 && removed === 0) return 'ends otherwise';
  return [added > 0 ? `+${added}` : '', removed > 0 ? `−${removed}` : ''].filter((part) => part !== '').join(' ');
}

/** The row a host belongs to. */
export function rowOfHost(groups: Groups, host: string | null): string | null {
  if (host === null) return null;
  const group = groups.groups.find(({ names }) => names.includes(host));
  if (group !== undefined) return group.key;
  if (groups.unfinished.names.includes(host)) return 'unfinished';
  return groups.comparing.names.includes(host) ? 'comparing' : null;
}

/** Pixels of a row: a title, and a line for every preview; what may yet be written has its place from the beginning. */
export function heightOf(row: GroupRow): number {
  const lines = row.type === 'comparing' ? 0 : row.type === 'unfinished' ? Math.min(most, row.count) : row.previews.length;
  return 34 + lines * 18 + (lines > 0 ? 4 : 0);
}
