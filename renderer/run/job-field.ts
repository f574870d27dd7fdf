// What the fields of the job form share: how they write a value and which of the engine's problems is theirs.
import type { Problem } from '../../shared/contract/jobs.ts';
import type { Path, Value } from './job-document.ts';

/** Writes one value; `undefined` takes it away. */
export type SetValue = (path: Path, value: Value) => void;

/** The message for a field, from the problems the engine found. */
export function problemAt(problems: readonly Problem[], path: string): string | undefined {
  return problems.find((problem) => problem.severity === 'error' && (problem.path === path || problem.path.startsWith(`${path}.`)))
    ?.message;
}
