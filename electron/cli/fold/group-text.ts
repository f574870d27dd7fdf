// A group as clush -b prints it: its hosts between two rules, and below what they wrote. How they ended is said where that was
// not well.
import type { Group } from '../../../shared/contract/groups.ts';
import { paint, toneOf } from '../terminal/colour.ts';
import { type Output, write } from '../terminal/io.ts';
import { terminalLine, visible } from '../terminal/text.ts';
import type { OutputPiece } from './output.ts';

const rule = '-'.repeat(15);

/** `web-[01-03] (3)`, one host without the number. */
export function countedHosts({ hosts, count }: Pick<Group, 'hosts' | 'count'>): string {
  return count === 1 ? hosts : `${hosts} (${count})`;
}

/** `web-03: failed (exit 3)` */
export function titleOf(group: Group): string {
  const { state, exitCode, signal, reason, detail } = group;
  if (state === 'succeeded') return countedHosts(group);
  const exit = exitCode === null ? '' : ` (exit ${exitCode}${signal === null ? '' : `, ${signal}`})`;
  const cause = exitCode === null ? detail : reason === 'exit' || reason === state ? null : reason;
  return `${countedHosts(group)}: ${state}${exit}${cause === null ? '' : `: ${visible(cause)}`}`;
}

/** `note`: which stream comes below it, or that nothing does. */
export function headerOf(group: Group, colour: boolean, note: 'stderr' | 'no output' | null): string {
  const lines = [rule, titleOf(group) + (note === null ? '' : `, ${note}`), rule];
  return lines.map((line) => `${colour ? paint(line, toneOf(group.state)) : line}\n`).join('');
}

/** Ends with a newline, unless nothing was written. On a terminal nothing of it is an order to that. */
export async function writeOutput(out: Output, pieces: AsyncIterable<OutputPiece>, colour: boolean): Promise<void> {
  const show = (lines: string) => {
    if (out.isTTY !== true) return lines;
    return lines
      .split('\n')
      .map((line) => terminalLine(line, colour))
      .join('\n');
  };
  let rest = '';
  for await (const piece of pieces) {
    const missing = 'missing' in piece;
    const text =
      rest + (missing ? `\n… ${piece.missing.toLocaleString('en')} bytes are not stored: they lay beyond the limit …\n` : piece.text);
    const end = text.lastIndexOf('\n') + 1;
    await write(out, show(text.slice(0, end)));
    rest = text.slice(end);
  }
  if (rest !== '') await write(out, `${show(rest)}\n`);
}
