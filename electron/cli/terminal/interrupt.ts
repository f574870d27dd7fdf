// Ctrl-C and SIGTERM while something goes on: the first one is told by `signal`, the second ends the process at once.
import type { EndSignal, Io } from './io.ts';

export interface Interrupt {
  signal: AbortSignal;
  /** 130 or 143 once interrupted, else null */
  exitCode(): number | null;
  release(): void;
}

export const exitCodeOfSignal: Record<EndSignal, number> = { SIGINT: 130, SIGTERM: 143 };

export function listenForInterrupt(io: Io): Interrupt {
  const controller = new AbortController();
  let first: EndSignal | null = null;
  const release = io.onSignal((signal) => {
    if (first !== null) return io.quit(exitCodeOfSignal[signal]);
    first = signal;
    controller.abort();
  });
  return {
    signal: controller.signal,
    exitCode: () => (first === null ? null : exitCodeOfSignal[first]),
    release,
  };
}
