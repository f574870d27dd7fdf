// Why a script was not started although the host let us in: in words for a person, with what the host said. Pure.
import type { Outcome } from '../../../shared/model/run.ts';
import type { StartOrder } from '../messages.ts';
import { badVariable } from './order.ts';

export type Broken = Extract<Outcome, { type: 'broken' }>;

export interface Seen {
  stdout: string;
  stderr: string;
  /** of the channel, when it closed by itself */
  exitCode: number | null;
  /** it did not close: nothing came in time */
  silent: boolean;
}

/** Why an order cannot be carried out anywhere; null: it can. */
export function badOrder(order: StartOrder): Broken | null {
  const bad = badVariable(order.env);
  if (bad === null) return null;
  const cause = `the variable ${JSON.stringify(bad)} cannot be set on a host`;
  return { type: 'broken', reason: 'environment', cause, remedy: 'use letters, digits and _, and no NUL in its value' };
}

/** Reasons that the program on the host gives itself. */
const reasons: Record<string, (order: StartOrder, seen: Seen) => Omit<Broken, 'type'>> = {
  'no-place': (order) => ({
    reason: 'no-place',
    cause: `there is no folder on ${order.connection.host} that ${userOf(order)} can write to`,
    remedy: 'make ~/.local/state or /var/tmp writable there, or make room on the disk',
  }),
  'no-space': (order, seen) => ({
    reason: 'no-space',
    cause: `the script could not be written on ${order.connection.host}${said(seen)}`,
    remedy: 'make room on its disk',
  }),
  'no-directory': (order, seen) => ({
    reason: 'no-directory',
    cause: `the working directory ${order.workingDirectory} cannot be entered on ${order.connection.host}${said(seen)}`,
    remedy: 'create it, or change the working directory',
  }),
  'no-tool': (order, seen) => ({
    reason: 'no-tool',
    cause: `a program that djcron needs is missing on ${order.connection.host}${said(seen)}`,
    remedy: "install it there (coreutils or busybox have it), or correct PATH in the account's start-up files",
  }),
  short: (order, seen) => ({
    reason: 'upload-incomplete',
    cause: `the script did not arrive whole on ${order.connection.host}${said(seen)}`,
    remedy: 'is its disk full? Otherwise run it again',
  }),
};

export function notStarted(order: StartOrder, reason: string | null, seen: Seen): Broken {
  const known = reason === null ? undefined : reasons[reason];
  if (known !== undefined) return { type: 'broken', ...known(order, seen) };
  if (order.runAs !== null && (/^sudo:/m.test(seen.stderr) || /\bsudo\b.*(not found|Unknown command)/i.test(seen.stderr)))
    return sudoRefused(order, seen);
  return startupInterferes(order, seen);
}

function sudoRefused(order: StartOrder, seen: Seen): Broken {
  const { user, host } = order.connection;
  const line = seen.stderr.split('\n').find((text) => /sudo/.test(text)) ?? seen.stderr;
  return {
    type: 'broken',
    reason: 'sudo',
    cause: `${user} may not become ${order.runAs} on ${host} (${escapeText(line.trim())})`,
    remedy: `let sudo do it without a password there: ${user} ALL=(${order.runAs}) NOPASSWD: ALL`,
  };
}

function startupInterferes(order: StartOrder, seen: Seen): Broken {
  const { user, host } = order.connection;
  const how = seen.silent ? 'did not answer in time' : seen.exitCode === null ? 'ended' : `ended with code ${seen.exitCode}`;
  return {
    type: 'broken',
    reason: 'startup',
    cause: `the login shell of ${user} on ${host} ${how} instead of running the command${said(seen)}`,
    remedy: 'start-up files must not exit, read input or start another shell, and the account needs a shell (no nologin, no ForceCommand)',
  };
}

function userOf(order: StartOrder): string {
  return order.runAs ?? order.connection.user;
}

function said(seen: Seen): string {
  const text = seen.stderr.trim() === '' ? seen.stdout.trim() : seen.stderr.trim();
  return text === '' ? '' : `; it said: ${escapeText(text)}`;
}

const longest = 300;

/** The first bytes of foreign text, made harmless: no control characters, no changes of direction. */
export function escapeText(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    if (character === '\r') return '\\r';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
