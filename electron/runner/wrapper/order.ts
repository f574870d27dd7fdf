// What is sent to the host once its shell has answered: the secret of the end, the environment, the script. Pure.
import type { StartOrder } from '../messages.ts';
import { interpreterOf } from './shebang.ts';
import { cookieVariable } from './start.ts';

/** Begins with a byte that output hardly ever ends with, so that little of it has to be held back. */
export function secretOf(hex: string): string {
  return `\x1e${hex}`;
}

/** Secret, environment and script, as the program on the host reads them. */
export function payloadOf(order: StartOrder, keys: { nonce: string; secret: string; cookie: string }): Buffer {
  const interpreter = interpreterOf(order.script);
  const lines = [keys.secret];
  for (const [name, value] of Object.entries({ ...order.env, [cookieVariable]: keys.cookie })) {
    lines.push(`${assignment(name, value)}; export ${name}`);
  }
  lines.push(assignment('dj_directory', order.workingDirectory ?? ''));
  lines.push(assignment('dj_interpreter', interpreter.path), assignment('dj_argument', interpreter.argument));
  return Buffer.from(`${lines.join('\n')}\n${keys.nonce}\n${order.script}`);
}

/** On one line, whatever the value: a newline is taken from the variable that holds one. */
function assignment(name: string, value: string): string {
  return `${name}='${value.replaceAll("'", `'"'"'`).replaceAll('\n', `'"$dj_nl"'`)}'`;
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
export function runAsOf(order: StartOrder): string | null {
  return order.runAs === order.connection.user ? null : order.runAs;
}
