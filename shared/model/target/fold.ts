// Names folded as `nodeset -f` prints them: `web-[01-03,07]`.
import { expandNames } from './expand.ts';
import { fillPattern, patternsOf } from './order.ts';
import { foldIndices } from './runs.ts';

/** One line for all names. A name may itself be an expression (without `@` and wildcards), as it may for nodeset. */
export function foldNames(names: Iterable<string>): string {
  const single: string[] = [];
  for (const name of names) {
    if (/^[A-Za-z0-9._-]+$/.test(name)) single.push(name);
    else for (const member of expandNames(name)) single.push(member);
  }
  return patternsOf(single)
    .flatMap(({ literals, boxes }) => (literals.length === 1 ? literals : boxes.map((box) => fillPattern(literals, box.map(foldIndices)))))
    .join(',');
}
