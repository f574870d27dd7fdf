// What a new job begins with when another screen offers it: a copy of a job, or a command that proved itself. Kept in the
// session's storage so that it survives the way to the editor and a reload.
import { newJob, withValue } from './job-document.ts';

const key = 'djcron.new-job';

export function offerNewJob(yaml: string): void {
  window.sessionStorage.setItem(key, yaml);
}

export function offeredNewJob(): string {
  return window.sessionStorage.getItem(key) ?? newJob;
}

export function forgetNewJob(): void {
  window.sessionStorage.removeItem(key);
}

export function jobOfCommand(command: { target: string; script: string; runAs: string; fanout: number | null; timeout: string }): string {
  const edits: [string[], string | number | undefined][] = [
    [['targets'], command.target || '@all'],
    [['script', 'text'], command.script],
    [['script', 'runAs'], command.runAs || undefined],
    [['policies', 'fanout'], command.fanout ?? undefined],
    [['policies', 'timeout'], command.timeout || undefined],
  ];
  return edits.reduce((yaml, [path, value]) => withValue(yaml, path, value), newJob);
}
