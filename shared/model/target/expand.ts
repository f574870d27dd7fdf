// Operands to names, without a catalog: what `nodeset -e` prints.
import { orderNames } from './order.ts';
import { syntaxError } from './position.ts';
import { rangeIndices } from './range.ts';
import { runsOf } from './runs.ts';
import { type Operand, type Operator, type Piece, parseExpression } from './syntax.ts';

/** More names than this are never made out of one expression. */
export const expansionLimit = 100_000;

/** All names of an expression in nodeset's order. Throws DJ-TARGET-SYNTAX, also for what needs a catalog (`@…`, wildcards). */
export function expandNames(expression: string): string[] {
  const operands = parseExpression(expression);
  const words = expandOperands(expression, operands);
  const sets = words.map((names, i) => {
    const operand = operands[i];
    const odd = operand && /[@*?]/.exec(operand.text);
    if (odd) throw syntaxError(expression, operand.at + odd.index, `"${odd[0]}" has a meaning only among known hosts`, 'write names');
    return { operator: operand?.operator ?? ',', members: new Set(names) };
  });
  return orderNames(combine(sets));
}

/** The words of each operand, ranges written out; refused beyond the limit before anything is made. */
export function expandOperands(expression: string, operands: readonly Operand[]): string[][] {
  const total = operands.reduce((sum, operand) => sum + countWords(operand), 0);
  if (total > expansionLimit) {
    const largest = operands.reduce((a, b) => (countWords(b) > countWords(a) ? b : a));
    const limit = expansionLimit.toLocaleString('en-US');
    throw syntaxError(
      expression,
      largest.at,
      `this is ${total.toLocaleString('en-US')} names, more than ${limit}`,
      'write a smaller range',
    );
  }
  return operands.map((operand) => expandOperand(expression, operand));
}

/** The sets joined from left to right. */
export function combine<T>(sets: readonly { operator: Operator; members: ReadonlySet<T> }[]): Set<T> {
  let result = new Set<T>();
  for (const { operator, members } of sets) {
    if (operator === ',') for (const member of members) result.add(member);
    else if (operator === '!') for (const member of members) result.delete(member);
    else if (operator === '&') result = new Set([...result].filter((member) => members.has(member)));
    else for (const member of members) if (!result.delete(member)) result.add(member);
  }
  return result;
}

function countWords(operand: Operand): number {
  return operand.pieces.reduce((product, piece) => product * countPiece(piece), 1);
}

function countPiece(piece: Piece): number {
  return piece.type === 'text' ? 1 : piece.items.reduce((sum, item) => sum + item.count, 0);
}

function expandOperand(expression: string, operand: Operand): string[] {
  let words = [''];
  operand.pieces.forEach((piece, i) => {
    const parts = piece.type === 'text' ? [piece.text] : rangeIndices(piece.items);
    const before = operand.pieces[i - 1];
    if (piece.type === 'range' && before?.type === 'text' && /\d$/.test(before.text)) refuseGrowing(expression, piece.at, parts);
    words = words.flatMap((word) => parts.map((part) => word + part));
  });
  return words;
}

/** nodeset reads `web1[9-10]` as web[19-110], people as web19 and web110: nobody should have to find out on 92 hosts. */
function refuseGrowing(expression: string, at: number, indices: readonly string[]): void {
  const growing = runsOf([...new Set(indices)]).find(([first, last]) => first.length !== last.length);
  if (growing === undefined) return;
  const remedy = 'take the digits before the range into it, as in web[19,110]';
  throw syntaxError(expression, at, `digits before a range that grows from ${growing[0]} to ${growing[1]} can be read in two ways`, remedy);
}
