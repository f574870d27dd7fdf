// Commands run from the console, kept in this browser: the newest first, each once.
import { useLocalStorage } from '@mantine/hooks';

export interface Command {
  target: string;
  script: string;
  runAs: string;
  /** null: the engine's default */
  fanout: number | null;
  /** as people write it; empty: none */
  timeout: string;
}

export interface PastCommand extends Command {
  at: number;
  run: string;
}

const most = 40;

export const noCommand: Command = { target: '', script: '', runAs: '', fanout: null, timeout: '' };

/** The list with one more, and without an earlier one that was the same. */
export function withCommand(history: readonly PastCommand[], command: PastCommand): PastCommand[] {
  return [command, ...history.filter((one) => one.target !== command.target || one.script !== command.script)].slice(0, most);
}

export function useHistory() {
  return useLocalStorage<PastCommand[]>({ key: 'djcron.console.history', defaultValue: [], getInitialValueInEffect: false });
}

/** What stands in the console now; survives a reload. */
export function useCommand() {
  return useLocalStorage<Command>({ key: 'djcron.console', defaultValue: noCommand, getInitialValueInEffect: false });
}
