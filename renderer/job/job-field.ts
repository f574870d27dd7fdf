// What the fields of the job form share: how they write a value and which of the engine's problems is theirs.
import type { Problem } from '../../shared/contract/jobs.ts';
import type { Path, Value } from './job-document.ts';

export type Edit = readonly [Path, Value];

/** Writes one value, and others that belong to the same change; `undefined` takes one away. */
export type SetValue = (path: Path, value: Value, ...more: readonly Edit[]) => void;

/** All edits of one change, in order. */
export function editsOf([path, value, ...more]: Parameters<SetValue>): Edit[] {
  return [[path, value], ...more];
}

/** The message for a field, from the problems the engine found. */
export function problemAt(problems: readonly Problem[], path: string): string | undefined {
  return problems.find((problem) => problem.severity === 'error' && (problem.path === path || problem.path.startsWith(`${path}.`)))
    ?.message;
}
