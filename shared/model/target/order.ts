// Names by pattern (the name with its numbers taken out): how nodeset groups them, and the order in which it lists them.
import { boxesOf } from './boxes.ts';
import { sortIndices } from './runs.ts';

/** Names that differ only in their numbers, each name once, as boxes: all combinations of a list of indices a number. */
export interface Pattern {
  /** the text around the numbers: one more than there are numbers */
  literals: string[];
  /** none for a name without numbers */
  boxes: string[][][];
}

/** The names in nodeset's order, each once: by pattern, then by box, then by number. */
export function orderNames(names: Iterable<string>): string[] {
  return patternsOf(names).flatMap(({ literals, boxes }) =>
    literals.length === 1 ? literals : boxes.flatMap((box) => combinations(box).map((indices) => fillPattern(literals, indices))),
  );
}

export function patternsOf(names: Iterable<string>): Pattern[] {
  const patterns = new Map<string, { literals: string[]; rows: string[][] }>();
  for (const name of new Set(names)) {
    const literals = name.split(/\d+/);
    // the place of a number counts as "%" in the order, as it does for nodeset
    const key = literals.join('%s');
    const pattern = patterns.get(key) ?? { literals, rows: [] };
    pattern.rows.push(name.match(/\d+/g) ?? []);
    patterns.set(key, pattern);
  }
  return [...patterns]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { literals, rows }]) => ({ literals, boxes: literals.length === 1 ? [] : boxesOf(rows) }));
}

export function fillPattern(literals: readonly string[], indices: readonly string[]): string {
  return literals.reduce((name, literal, i) => `${name}${indices[i - 1] ?? ''}${literal}`);
}

function combinations(box: readonly (readonly string[])[]): string[][] {
  let rows: string[][] = [[]];
  for (const axis of box) rows = rows.flatMap((row) => sortIndices(axis).map((index) => [...row, index]));
  return rows;
}
