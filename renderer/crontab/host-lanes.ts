// Entries of a scan as rows of the timeline, and which of them a filter leaves. Pure.
import type { Finding, HostEntry } from '../../shared/contract/fleet.ts';
import type { TimelineLane } from '../timeline/moments.ts';

/** Those that are due in the time asked for. */
export function hostLanes(entries: readonly HostEntry[]): TimelineLane[] {
  return entries.filter(({ dueAt }) => dueAt.length > 0).map(laneOf);
}

function laneOf({ id, command, hosts, hostCount, words, timezone, file, job, dueAt, more }: HostEntry): TimelineLane {
  return {
    key: String(id),
    title: shortCommand(command),
    detail: hostCount === 1 ? hosts : `${hostCount} hosts`,
    hint: `${command}\n${words ?? ''} (${timezone ?? ''})\n${hosts}:${file}`,
    job,
    timezone,
    enabled: true,
    paused: null,
    blackouts: [],
    past: [],
    coming: dueAt.map((at) => ({ at: Date.parse(at), state: 'due', count: hostCount, run: null, reason: null })),
    moreFrom: more ? Date.parse(dueAt.at(-1) ?? '') : null,
  };
}

/** The program without its folder, and what fits of the rest. */
export function shortCommand(command: string): string {
  return command.replace(/^\s*(?:\S*\/)?([^\s/]+)/, '$1').replace(/\s+/g, ' ');
}

/** Words are joined by "and"; a leading `-` turns one round. */
export function filterEntries(entries: readonly HostEntry[], query: string, finding: Finding | null): HostEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = finding === null ? null : new Set(finding.entries);
  return entries.filter((entry) => {
    if (wanted !== null && !wanted.has(entry.id)) return false;
    const { hosts, file, command, user, words: when, timezone, job, reason } = entry;
    const text = [hosts, file, command, user, when, timezone, job, reason].join('\n').toLowerCase();
    return words.every((word) => (word.startsWith('-') && word.length > 1 ? !text.includes(word.slice(1)) : text.includes(word)));
  });
}
