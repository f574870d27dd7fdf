// How a target expression is cut: operands with their operators, each operand made of literal text and ranges, and every
// refusal with the column where it is wrong. What the operands mean is left to expand.ts and resolve.ts.
import type { AppError } from '../../errors.ts';
import { syntaxError } from './position.ts';
import { type RangeItem, rangeItems } from './range.ts';

/** `,` union, `!` difference, `&` intersection, `^` symmetric difference; from left to right, no precedence. */
export type Operator = ',' | '!' | '&' | '^';

export interface Operand {
  /** joins this operand to everything left of it; the first one has `,` */
  operator: Operator;
  /** as written, for messages */
  text: string;
  /** offset of its first character in the expression */
  at: number;
  pieces: Piece[];
}
export type Piece = { type: 'text'; text: string } | { type: 'range'; at: number; items: RangeItem[] };

const blank = /\s/;
const plain = /[A-Za-z0-9._*?-]/;

/** The operands of an expression, in order; none for one of blanks only. Throws DJ-TARGET-SYNTAX. */
export function parseExpression(expression: string): Operand[] {
  const operands: Operand[] = [];
  let operator: Operator = ',';
  let at = skipBlanks(expression, 0);
  if (at === expression.length) return operands;
  for (;;) {
    const operand = readOperand(expression, at, operator);
    operands.push(operand);
    at = skipBlanks(expression, operand.at + operand.text.length);
    if (at === expression.length) return operands;
    const sign = expression.charAt(at);
    if (!isOperator(sign)) throw blankBetween(expression, at);
    operator = sign;
    const after = skipBlanks(expression, at + 1);
    if (after === expression.length) throw syntaxError(expression, at, `nothing follows "${sign}"`, 'name what it is to be joined with');
    at = after;
  }
}

function readOperand(expression: string, start: number, operator: Operator): Operand {
  const pieces: Piece[] = [];
  const group = expression.charAt(start) === '@';
  let at = start;
  while (at < expression.length) {
    const sign = expression.charAt(at);
    if (isOperator(sign) || blank.test(sign)) break;
    if (sign === '[') {
      const range = readRange(expression, at, pieces);
      pieces.push(range.piece);
      at = range.end;
    } else {
      if (sign === ']') throw syntaxError(expression, at, '"]" closes nothing', 'write ranges as web-[01-40,42]');
      if (!group && !plain.test(sign)) throw foreignCharacter(expression, at);
      addText(pieces, sign);
      at += 1;
    }
  }
  if (at === start) throw missingOperand(expression, at);
  return { operator, text: expression.slice(start, at), at: start, pieces };
}

function readRange(expression: string, open: number, before: readonly Piece[]): { piece: Piece; end: number } {
  const close = expression.indexOf(']', open);
  if (close < 0) throw syntaxError(expression, open, '"[" is not closed', 'close it with "]"');
  const inner = expression.indexOf('[', open + 1);
  if (inner > 0 && inner < close) throw syntaxError(expression, inner, '"[" inside a range', 'ranges cannot be nested');
  const previous = before.at(-1);
  const touching = previous?.type === 'range' || (previous?.type === 'text' && /^\d+$/.test(previous.text) && before.length > 1);
  if (touching) throw syntaxError(expression, open, 'two ranges without a letter between them', 'write them as one range');
  const items = rangeItems(expression, open + 1, close);
  return { piece: { type: 'range', at: open, items }, end: close + 1 };
}

function addText(pieces: Piece[], text: string): void {
  const last = pieces.at(-1);
  if (last?.type === 'text') last.text += text;
  else pieces.push({ type: 'text', text });
}

function missingOperand(expression: string, at: number): AppError {
  return syntaxError(expression, at, `nothing stands before "${expression.charAt(at)}"`, 'name a host, a cluster such as @web, or @all');
}

function blankBetween(expression: string, at: number): AppError {
  return syntaxError(expression, at, 'a blank between names joins nothing', 'write "," (or "!", "&", "^") between them');
}

function foreignCharacter(expression: string, at: number): AppError {
  const sign = String.fromCodePoint(expression.codePointAt(at) ?? 0);
  const remedy = 'host names have letters, digits, ".", "-" and "_"; clusters, tags and facts begin with "@"';
  return syntaxError(expression, at, `${JSON.stringify(sign)} has no place in a name`, remedy);
}

function isOperator(sign: string): sign is Operator {
  return sign === ',' || sign === '!' || sign === '&' || sign === '^';
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && blank.test(text.charAt(at))) at += 1;
  return at;
}
