// What is sent to the host once its shell has answered: limits, environment, script. Pure.
import { createHash } from 'node:crypto';
import type { StartOrder } from '../messages.ts';
import { cookieVariable } from './protocol.ts';
import { interpreterOf } from './shebang.ts';

/** A shell reads lines byte by byte, and a kept one twice: beyond this, two programs are cheaper. */
const shortScript = 2048;

/**
 * As the start program reads it, which a shell does byte by byte: what is empty is left out, as it is unset there. The first line is
 * a sign that cannot stand on a command line (quote.ts); a dot ends what is no script.
 */
export function payloadOf(order: StartOrder, keys: { nonce: string; name: string }): Buffer {
  const interpreter = interpreterOf(order.script);
  const limits = [order.timeoutMs ?? 0, order.graceMs, order.idleTimeoutMs ?? 0].map((ms) => String(Math.ceil(ms / 10)));
  const variables = Object.entries({ ...order.env, [cookieVariable]: keys.name }).map(([name, value]) => assignment(name, value));
  const ours = { dj_directory: order.workingDirectory, dj_interpreter: interpreter.path, dj_argument: interpreter.argument };
  const lines = ['!', [...limits, order.spoolLimitBytes, order.samplesMs / 10, order.output].join(' '), `export ${variables.join(' ')}`];
  for (const [name, value] of Object.entries(ours)) if (value) lines.push(assignment(name, value));
  const script = isShort(order.script) ? `${order.script}\n${keys.nonce}.\n` : order.script;
  return Buffer.from(`${lines.join('\n')}\n.\n${script}`);
}

/** On one line, whatever the value: a newline is taken from the variable that holds one. */
function assignment(name: string, value: string): string {
  if (/^[\w.:@%+,/-]*$/.test(value)) return `${name}=${value}`;
  return `${name}='${value.replaceAll("'", `'"'"'`).replaceAll('\n', `'"$dj_nl"'`)}'`;
}

/**
 * Whether a script goes as lines of the order, ended by the nonce. It is then as whole as its last line: there is no program
 * on the host whose result could say more, and the connection has its own checksums.
 */
export function isShort(script: string): boolean {
  return script.length <= shortScript && !script.includes('\0');
}

/** How the host can tell that the script came whole. */
export function measureOf(script: string): { bytes: number; sha256: string } {
  const bytes = Buffer.from(script);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A name that a shell cannot assign; null: all are fine. Values cannot hold NUL. */
export function badVariable(env: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.startsWith('dj_') || value.includes('\0')) return name;
  }
  return null;
}

/** The id as part of a path and of a command line. */
export function folderName(execution: string): string {
  return execution.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[.-]/, '_');
}

/** Becoming oneself needs no sudo. */
export function runAsOf(order: { runAs: string | null; connection: { user: string } }): string | null {
  return order.runAs === order.connection.user ? null : order.runAs;
}
