// What an execution came to, from what its host told of the end. Pure. Without the host's own word there is never a success.
import type { EndedBy, Outcome } from '../../shared/model/run.ts';

export interface HostEnd {
  /** null: nobody learnt it */
  exitCode: number | null;
  why: string;
  /** processes by pid and command: signalled by djcron, and alive after the end; `-`: who is could not be seen */
  hit: readonly string[];
  left: readonly string[];
}

/** what a host names that could not look for processes */
const blind = '-';
const limits: readonly EndedBy[] = ['cancel', 'timeout', 'idle-timeout', 'output-limit'];

export function outcomeOfEnd(host: string, { exitCode, why, hit, left }: HostEnd): Outcome {
  const by = limits.find((limit) => limit === why);
  if (by !== undefined) {
    const signal = exitCode === 137 ? 'SIGKILL' : 'SIGTERM';
    return { type: 'ended', by, exitCode, signal, signalled: [...new Set(hit)], survivors: left.includes(blind) ? null : [...left] };
  }
  if (why === 'exit' && exitCode !== null) return { type: 'exited', exitCode, leftovers: left.filter((line) => line !== blind) };
  return lost(host, 'supervisor-killed', null);
}

/**
 * When it began, in epoch ms, learnt now from the host's own word: its leader's start and its uptime, in ms since boot. What
 * cannot be (some containers show the uptime of one clock and the start of another) counts as just begun.
 */
export function beganAt(now: number, sentAt: number | null, { start, up }: { start: string; up: number }): number {
  const agoMs = start === '-' ? 0 : up - Number(start) * 10;
  return agoMs >= 0 && agoMs <= now - (sentAt ?? now) ? now - agoMs : now;
}

/** The host's word of the end may be on its way so long, and its word of the start was. */
const latencyMs = 1000;

/**
 * When it ended, in epoch ms: by the host's own count from the start, which no sleep, loss of contact or change of the clock
 * here disturbs, but not later than now for want of accuracy. Now, where nothing was counted.
 * `ms`: from start to end.
 */
export function endedAt(now: number, startedAt: number | null, ms: number | null): number {
  if (startedAt === null) return now;
  if (ms === null) return Math.max(now, startedAt);
  const counted = startedAt + ms;
  return counted - now < latencyMs ? Math.min(now, counted) : counted;
}

export const neverStarted: Outcome = { type: 'ended', by: 'cancel', exitCode: null, signal: null, signalled: [], survivors: [] };

/** The host knows nothing of it, although it may have begun. */
export function absent(host: string, reason: string, pid: number | null): Outcome {
  return lost(host, reason === 'rebooted' ? reason : 'spool-gone', pid);
}

/** `pid`: of the script's session leader, for a person who wants to look. */
export function lost(host: string, reason: string, pid: number | null): Outcome {
  const causes: Record<string, string> = {
    rebooted: `${host} was rebooted while the script ran`,
    'supervisor-killed': `what watched over the script on ${host} was killed; how the script ended is not known`,
    'spool-gone': `what djcron kept of the script on ${host} was removed there; how it ended is not known`,
  };
  const look = pid === null || reason === 'rebooted' ? '' : `; look there with: ps -p ${pid} -o pid,etime,args`;
  return { type: 'lost', reason, cause: `${causes[reason] ?? `the end of the script on ${host} cannot be known (${reason})`}${look}` };
}
