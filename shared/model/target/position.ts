// Where in a target expression something is wrong, as people read it.
import { AppError } from '../../errors.ts';

/** A refusal that points at one character; `at` is an offset from 0. */
export function syntaxError(expression: string, at: number, what: string, remedy: string): AppError {
  return new AppError('DJ-TARGET-SYNTAX', what, { where: columnOf(expression, at), remedy });
}

/** `column 5 of "web-[1"`; columns count from 1. */
export function columnOf(expression: string, at: number): string {
  const shown = expression.length > 200 ? `${expression.slice(0, 200)}…` : expression;
  return `column ${at + 1} of "${shown}"`;
}
