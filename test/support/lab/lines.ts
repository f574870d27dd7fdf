// What a process says, line by line, and waiting for what it will say. Keeps all of it.
import type { ChildProcess } from 'node:child_process';

export interface Lines {
  all(): string;
  /** The first match in what is said from `from` on (an earlier length of `all()`). Rejects when the process ends before. */
  said(pattern: RegExp, from?: number): Promise<RegExpExecArray>;
}

export function linesOf(child: ChildProcess, what: string): Lines {
  let text = '';
  let over: string | null = null;
  const waiting: (() => void)[] = [];
  const wake = () => {
    for (const call of waiting.splice(0)) call();
  };
  const take = (bytes: Buffer) => {
    text += bytes.toString();
    wake();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const end = (why: string) => {
    over ??= why;
    wake();
  };
  child.once('error', (error) => end(error.message));
  child.once('exit', (code, signal) => end(`ended with ${code ?? signal}`));
  return {
    all: () => text,
    async said(pattern, from = 0) {
      for (;;) {
        const found = pattern.exec(text.slice(from));
        if (found !== null) return found;
        if (over !== null) throw new Error(`${what} ${over}: ${text.slice(from).trim()}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
