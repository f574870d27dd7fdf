// Two texts of a few thousand lines, line by line, and the lines that are worth showing of that.
import { diffLines as diffLists } from '../../shared/model/fold/line-diff.ts';

export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
  /** line numbers from 1; null where the line is not in that text */
  before: number | null;
  after: number | null;
}

/** Null when the texts are too different to be worth comparing line by line (more than `most` changed lines). */
export function diffLines(before: string, after: string, most = 800): DiffLine[] | null {
  const a = before.split('\n');
  const b = after.split('\n');
  const changes = diffLists(a, b, most);
  const number = (index: number | null) => (index === null ? null : index + 1);
  return (
    changes?.map((change) => ({
      kind: change.kind,
      text: (change.after === null ? a[change.before ?? 0] : b[change.after]) ?? '',
      before: number(change.before),
      after: number(change.after),
    })) ?? null
  );
}

/** Changes with `around` unchanged lines about them; null marks a gap. */
export function withContext(lines: readonly DiffLine[], around = 3): (DiffLine | null)[] {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - around), i + around + 1).some((line) => line.kind !== 'same'));
  const shown: (DiffLine | null)[] = [];
  lines.forEach((line, i) => {
    if (near[i]) shown.push(line);
    else if (i === 0 || near[i - 1]) shown.push(null);
  });
  return shown;
}
