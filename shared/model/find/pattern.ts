// What is looked for in lines of output, and the fastest way that finds exactly the lines a slow one would: bytes as they are, or
// one expression over many lines at once where it cannot reach from one into the next.
import { AppError } from '../../errors.ts';

export interface Pattern {
  text: string;
  /** `text` is a regular expression */
  regex: boolean;
  /** upper and lower case are different */
  case: boolean;
  /** whole words only */
  word: boolean;
}

/**
 * `bytes`: the text's UTF-8 wherever it lies. `latin1`: `lines` over bytes taken as characters, which for a text of ASCII finds
 * the same and spares reading UTF-8. `text`: `lines` over many lines at once. `line`: `lines` over each line by itself.
 */
export type Way = 'bytes' | 'latin1' | 'text' | 'line';

export interface CompiledPattern {
  way: Way;
  /** global; finds all matches in a line */
  lines: RegExp;
}

/** Throws DJ-PATTERN-INVALID, with the place of what is wrong. */
export function compilePattern(pattern: Pattern): CompiledPattern {
  const newline = pattern.text.search(/[\n\r]/);
  if (newline !== -1) throw invalid('a line has no line break in it', pattern.text, newline);
  const source = sourceOf(pattern);
  const flags = `gm${pattern.case ? '' : 'i'}`;
  return { way: wayOf(pattern), lines: expressionOf(pattern, source, flags) };
}

/** What counts as part of a word: also letters that are not ASCII. */
const wordPart = '[\\p{L}\\p{N}\\p{M}_]';

function sourceOf({ text, regex, word }: Pattern): string {
  const source = regex ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return word ? `(?<!${wordPart})(?:${source})(?!${wordPart})` : source;
}

/** Written for `u` it is read so; what only works without, as `\_`, is taken as well. Words need `u`. */
function expressionOf({ text, regex, word }: Pattern, source: string, flags: string): RegExp {
  if (!regex) return new RegExp(source, `${flags}u`);
  const flaw = flawOf(text);
  if (flaw !== null) throw invalid(flaw.what, text, flaw.at);
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    if (!word) return new RegExp(source, flags);
    const strict = flawOf(text, 'u');
    throw invalid(strict?.what ?? 'it is no expression that can be held against whole words', text, strict?.at ?? 0);
  }
}

function wayOf({ text, regex, case: exact, word }: Pattern): Way {
  if (regex) return reachesOn(text) ? 'line' : 'text';
  if (word) return 'text';
  if (exact) return 'bytes';
  return /^[\x20-\x7e\t]*$/.test(text) ? 'latin1' : 'text';
}

/**
 * Whether something in it could match a line break, or look across one: then it says one thing of a line in the midst of others
 * and another of the line alone. In doubt: yes.
 */
function reachesOn(source: string): boolean {
  return /\[\^|\\[sWDPpnrxuckfv0]|\(\?(?!:|<[A-Za-z_])|\\t-|[\u0000-\u001f]-/.test(source);
}

/** What keeps a text from being an expression, and where that begins; null: nothing. */
function flawOf(text: string, flags = ''): { what: string; at: number } | null {
  const whole = complaintAbout(text, flags);
  if (whole === null) return null;
  // a beginning that is wrong in the same way, and whose every continuation is: its last character is where it went wrong
  let at = text.length;
  while (at > 1 && complaintAbout(text.slice(0, at - 1), flags) === whole) at -= 1;
  return { what: whole, at: Math.max(0, at - 1) };
}

function complaintAbout(text: string, flags: string): string | null {
  try {
    new RegExp(text, flags);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return (/: ([^:]+)$/.exec(message)?.[1] ?? message).toLowerCase();
  }
}

function invalid(what: string, pattern: string, at: number): AppError {
  return new AppError('DJ-PATTERN-INVALID', `"${pattern}" is no pattern: ${what}`, {
    where: `character ${at + 1}`,
    remedy: 'write it as a regular expression of JavaScript, or find the text as it is',
  });
}
