// What it means when a server lets us in but opens no channel. Pure.
import type { Outcome } from '../../../shared/model/run.ts';

export type Broken = Extract<Outcome, { type: 'broken' }>;

export type Refusal =
  | { type: 'broken'; outcome: Broken }
  /** try again on another connection: this one is dead, or full of sessions that are ending there */
  | { type: 'elsewhere' }
  /** try again with fewer channels a connection */
  | { type: 'fewer'; channels: number };

export interface Refused {
  host: string;
  user: string;
  /** of ssh2 */
  message: string;
  /** channels of the connection, this one too */
  channels: number;
  /** it has opened a channel before */
  served: boolean;
  /** how often it was refused so far, this time too */
  times: number;
}

const enough = 20;

export function refusalOf(refused: Refused): Refusal {
  const { host, user, message, channels, served, times } = refused;
  if (/unable to exec/i.test(message) && times > 1) {
    const cause = `${host} refuses to run commands for ${user}`;
    return broken('no-exec', cause, 'is this account limited to file transfer or to one command?');
  }
  if (/channel open failure/i.test(message)) {
    if (channels > 1 && times < enough) return { type: 'fewer', channels: channels - 1 };
    if (!served) return noSession(refused);
  }
  // A session that was killed as it began says that it cannot run commands, too: who means it says it again.
  return times < enough ? { type: 'elsewhere' } : noSession(refused);
}

function noSession({ host, message }: Refused): Refusal {
  const remedy = "look at MaxSessions and the account's rights in the host's sshd_config";
  return broken('no-session', `${host} opens no session (${message})`, remedy);
}

function broken(reason: string, cause: string, remedy: string): Refusal {
  return { type: 'broken', outcome: { type: 'broken', reason, cause, remedy } };
}
