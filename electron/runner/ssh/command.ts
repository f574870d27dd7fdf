// The answer of a short command: all it printed, within bounds, and its exit code.
import type { ClientChannel } from 'ssh2';

export interface Answer {
  stdout: string;
  stderr: string;
  /** null: it did not end in time, the connection was lost, or a signal ended it */
  code: number | null;
  inTime: boolean;
}

const longest = 256 << 10;

/** Reads a channel to its end. Closes it after `timeoutMs`, or when it says more than a quarter of a MiB. */
export function readAnswer(channel: ClientChannel, timeoutMs: number, onText: (stdout: string) => void = () => {}): Promise<Answer> {
  return new Promise((resolve) => {
    const answer: Answer = { stdout: '', stderr: '', code: null, inTime: true };
    const end = () => {
      clearTimeout(timer);
      resolve(answer);
    };
    const timer = setTimeout(() => {
      answer.inTime = false;
      channel.close();
      end();
    }, timeoutMs);
    const take = (name: 'stdout' | 'stderr') => (bytes: Buffer) => {
      if (answer[name].length < longest) answer[name] += bytes.toString('utf8');
      else channel.close();
      if (name === 'stdout') onText(answer.stdout);
    };
    channel.on('error', () => {});
    channel.on('data', take('stdout'));
    channel.stderr.on('data', take('stderr'));
    channel.once('close', (code: number | null | undefined) => {
      answer.code = code ?? null;
      end();
    });
    channel.end();
  });
}
