// The answer of a short command: all it printed, within bounds, and its exit code.
import type { ClientChannel } from 'ssh2';
import { discard, type Opened } from './channel.ts';

export interface Answer {
  stdout: string;
  stderr: string;
  /** null: it did not end in time, the connection was lost, or a signal ended it */
  code: number | null;
  inTime: boolean;
}

const longest = 256 << 10;

/** Reads a channel to its end. Closes it after `timeoutMs`, or when it says more than a quarter of a MiB. */
export function readAnswer(channel: ClientChannel, timeoutMs: number): Promise<Answer> {
  const answer = gather(channel, timeoutMs, null);
  channel.end();
  return answer;
}

/** The same where it may be a kept shell's: reads until it says `over`, whose group is the exit code, and gives it back. */
export async function readOpened({ channel, release }: Extract<Opened, { ok: true }>, over: RegExp, timeoutMs: number): Promise<Answer> {
  if (release === null) return readAnswer(channel, timeoutMs);
  const answer = await gather(channel, timeoutMs, over);
  if (answer.code !== null) release();
  return answer;
}

function gather(channel: ClientChannel, timeoutMs: number, over: RegExp | null): Promise<Answer> {
  return new Promise((resolve) => {
    const answer: Answer = { stdout: '', stderr: '', code: null, inTime: true };
    const end = () => {
      clearTimeout(timer);
      channel.off('data', onStdout).off('close', onClose).off('error', onError);
      channel.stderr.off('data', onStderr);
      resolve(answer);
    };
    const timer = setTimeout(() => {
      answer.inTime = false;
      end();
      discard(channel);
    }, timeoutMs);
    const take = (name: 'stdout' | 'stderr', bytes: Buffer) => {
      if (answer[name].length < longest) answer[name] += bytes.toString('utf8');
      else channel.close();
    };
    const onStderr = (bytes: Buffer) => take('stderr', bytes);
    const onStdout = (bytes: Buffer) => {
      take('stdout', bytes);
      const said = over?.exec(answer.stdout) ?? null;
      if (said === null) return;
      answer.stdout = answer.stdout.slice(0, said.index);
      answer.code = Number(said[1]);
      end();
    };
    const onClose = (code: number | null | undefined) => {
      answer.code = over === null ? (code ?? null) : null;
      end();
    };
    const onError = () => {}; // its end is told by 'close'
    channel.on('data', onStdout).once('close', onClose).on('error', onError);
    channel.stderr.on('data', onStderr);
  });
}
