// A connection test, step by step, on a connection of its own; and the look at a host's key alone.
import { AppError } from '../../shared/errors.ts';
import type { Connection, ProbeStep, SeenKey } from './messages.ts';
import { readAnswer } from './ssh/command.ts';
import type { Step } from './ssh/failure.ts';
import type { Pool } from './ssh/pool.ts';
import { escapeText } from './wrapper/diagnosis.ts';
import { shellCommand } from './wrapper/quote.ts';

const order: readonly Step[] = ['dns', 'tcp', 'banner', 'host-key', 'authentication', 'shell'];

/** Stops at the first step that is not ok, which says why and what to do. */
export async function probe(pool: Pool, connection: Connection): Promise<ProbeStep[]> {
  const steps: ProbeStep[] = [];
  let since = Date.now();
  const passed = (step: Step, detail: string) => {
    const now = Date.now();
    // A step that told nothing of itself was passed on the way to this one.
    for (const missed of order.slice(steps.length, order.indexOf(step))) steps.push(ok(missed, 0, ''));
    steps.push(ok(step, now - since, detail));
    since = now;
  };
  const stopped = (step: Step, failure: { cause: string; remedy: string }) => {
    for (const missed of order.slice(steps.length, order.indexOf(step))) steps.push(ok(missed, 0, ''));
    steps.push({ step, ok: false, durationMs: Date.now() - since, detail: '', cause: failure.cause, remedy: failure.remedy });
    return steps;
  };

  const link = await pool.fresh(connection, { onStep: passed });
  if (!link.ok) return stopped(link.step, link.failure);
  try {
    const channel = await link.exec(shellCommand(shellProgram, [mark], null));
    const answer = await readAnswer(channel, connection.connectTimeoutMs);
    const line = answer.stdout.split('\n').find((text) => text.startsWith(`${mark} `));
    if (line !== undefined) passed('shell', line.slice(mark.length + 1));
    else stopped('shell', shellFailure(connection, answer));
  } catch (error) {
    stopped('shell', {
      cause: `${connection.host} runs no command: ${(error as Error).message}`,
      remedy: 'is this account limited to file transfer?',
    });
  } finally {
    await link.close();
  }
  return steps;
}

const mark = 'DJ-SHELL';
/** logind may end all that a user has when the last session closes; root, and who lingers, are spared. */
export const shellProgram = `
dj_kills=;
if [ -d /run/systemd/system ] && [ "$(id -u)" -ne 0 ] && [ -z "$(ls -d "/var/lib/systemd/linger/$(id -un)" 2>/dev/null)" ]; then
  dj_line=$(busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager KillUserProcesses 2>/dev/null);
  [ "$dj_line" = "b true" ] && dj_kills="; scripts end there when contact is lost (KillUserProcesses=yes), unless: loginctl enable-linger $(id -un)";
fi;
echo "$1 sh answers, login shell \${SHELL:-?}, home \${HOME:-?}$dj_kills";
`;

function ok(step: Step, durationMs: number, detail: string): ProbeStep {
  return { step, ok: true, durationMs, detail, cause: null, remedy: null };
}

function shellFailure({ user, host }: Connection, answer: { stdout: string; stderr: string; code: number | null; inTime: boolean }) {
  const said = escapeText((answer.stderr.trim() || answer.stdout.trim()).slice(0, 300));
  const how = answer.inTime ? `ended with code ${answer.code ?? '?'}` : 'did not answer in time';
  return {
    cause: `the login shell of ${user} on ${host} ${how} instead of running a command${said === '' ? '' : `; it said: ${said}`}`,
    remedy: 'start-up files must not exit, read input or start another shell, and the account needs a shell (no nologin, no ForceCommand)',
  };
}

/** Throws DJ-KEY-UNREACHABLE when there is no key to see. */
export async function scanKey(pool: Pool, connection: Connection): Promise<SeenKey> {
  const link = await pool.fresh(connection, { keyOnly: true });
  if (link.ok) return link.key;
  const { cause, remedy } = link.failure;
  throw new AppError('DJ-KEY-UNREACHABLE', `cannot see the key of ${connection.host}: ${cause}`, { where: connection.host, remedy });
}
