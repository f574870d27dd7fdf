// Keeps a file's own layout when a YAML library writes it anew: only the lines an edit really changed are taken from the
// library, all others stay as the author wrote them (aligned comments, spacing, blank lines).
import { parse } from 'yaml';
import { diffLines } from '../editor/text-diff.ts';

interface Versions {
  /** the author's text */
  original: string;
  /** the same content as the library writes it */
  before: string;
  /** the changed content as the library writes it */
  after: string;
}

/** The original with the edit; null where the two cannot be brought together safely. */
export function keepLayout({ original, before, after }: Versions): string | null {
  if (before === after) return original;
  const kept = layoutOf(original, before);
  const edit = diffLines(before, after);
  if (kept === null || edit === null) return null;
  const lines = edit.flatMap((line) => {
    if (line.kind === 'added') return [line.text];
    if (line.kind === 'removed' || line.before === null) return [];
    return kept[line.before - 1] ?? [];
  });
  const merged = lines.join('\n');
  return meansTheSame(merged, after) ? merged : null;
}

/** For each line of `before` the author's lines it stands for; null when one of the author's lines stands nowhere. */
function layoutOf(original: string, before: string): string[][] | null {
  const lines = original.split('\n');
  const kept: string[][] = before.split('\n').map(() => []);
  const pairs = diffLines(lines.map(bare).join('\n'), before.split('\n').map(bare).join('\n'));
  if (pairs === null) return null;
  let loose: string[] = [];
  for (const pair of pairs) {
    const text = pair.before === null ? undefined : lines[pair.before - 1];
    if (pair.kind === 'removed') {
      if (text?.trim() !== '') return null;
      loose.push(text);
    } else if (pair.after !== null) {
      kept[pair.after - 1] = pair.kind === 'same' && text !== undefined ? [...loose, text] : pair.text === '' ? [] : [pair.text];
      if (pair.kind === 'same') loose = [];
    }
  }
  return kept;
}

/** A line without what layout adds: indentation, alignment, padding inside braces. */
function bare(line: string): string {
  return line
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]}])/g, '$1');
}

function meansTheSame(one: string, other: string): boolean {
  try {
    return content(one) === content(other);
  } catch {
    return false;
  }
}

function content(yaml: string): string {
  return JSON.stringify(parse(yaml, { schema: 'failsafe', strict: true }));
}
