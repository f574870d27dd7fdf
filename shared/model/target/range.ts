// What stands between brackets: `01-40,42` or `1-20/5`. An item keeps its padding: `[01-10]` counts with two digits.
import { syntaxError } from './position.ts';

export interface RangeItem {
  /** the first index as written */
  first: string;
  start: number;
  stop: number;
  step: number;
  /** indices are filled up to this many digits; 0: none */
  pad: number;
  /** how many indices */
  count: number;
}

const shape = /^(\d+)(?:\s*-\s*(\d+)(?:\s*\/\s*(\d+))?)?$/;

/** The items between two offsets of an expression. Throws DJ-TARGET-SYNTAX. */
export function rangeItems(expression: string, from: number, to: number): RangeItem[] {
  const items: RangeItem[] = [];
  let at = from;
  for (const part of expression.slice(from, to).split(',')) {
    items.push(rangeItem(expression, at + leadingBlanks(part), part.trim()));
    at += part.length + 1;
  }
  return items;
}

/** All indices of the items as written in names, in the order of the items. */
export function rangeIndices(items: readonly RangeItem[]): string[] {
  const indices: string[] = [];
  for (const { first, start, stop, step, pad, count } of items) {
    if (count === 1) indices.push(first);
    else for (let value = start; value <= stop; value += step) indices.push(String(value).padStart(pad, '0'));
  }
  return indices;
}

function rangeItem(expression: string, at: number, text: string): RangeItem {
  const refuse = (what: string, remedy: string) => syntaxError(expression, at, what, remedy);
  if (text === '') throw refuse('a range is empty', 'write ranges as web-[01-40,42]');
  const match = shape.exec(text);
  if (!match) throw refuse(`"${text}" is not a range`, 'write 7, 01-40 or 1-20/5');
  const [, first = '', last, stepText] = match;
  if (last === undefined) return { first, start: 0, stop: 0, step: 1, pad: 0, count: 1 };
  const [start, stop, step] = [Number(first), Number(last), Number(stepText ?? 1)];
  if (!Number.isSafeInteger(stop) || !Number.isSafeInteger(start))
    throw refuse(`"${text}" is too large`, 'use indices of at most 15 digits');
  if ((isPadded(first) || isPadded(last)) && first.length !== last.length)
    throw refuse(`both ends of "${text}" must have the same number of digits`, `write ${[first, last].map(pad(first, last)).join('-')}`);
  if (start > stop) throw refuse(`"${text}" runs backwards`, `write ${last}-${first}`);
  if (step < 1 || !Number.isSafeInteger(step)) throw refuse(`"${text}" has no usable step`, 'a step is 1 or more');
  return { first, start, stop, step, pad: isPadded(first) ? first.length : 0, count: Math.floor((stop - start) / step) + 1 };
}

function isPadded(digits: string): boolean {
  return digits.length > 1 && digits.startsWith('0');
}

function pad(first: string, last: string): (digits: string) => string {
  return (digits) => digits.padStart(Math.max(first.length, last.length), '0');
}

function leadingBlanks(text: string): number {
  return text.length - text.trimStart().length;
}
