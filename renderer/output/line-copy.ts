// Copies lines as the host wrote them, without numbers, times or colours: also those that are not on the screen.
import { toast } from '../parts/toast.ts';
import { countOf } from '../run/counting.ts';
import { plainText } from './screen-line.ts';
import type { Subject } from './subject.ts';

const mostLines = 20_000;
const linesAtOnce = 1000;

/** `span` null: what is selected on the screen. */
export async function copyLines(subject: Pick<Subject, 'read'>, span: { from: number; to: number } | null): Promise<void> {
  const selected = (document.getSelection()?.toString() ?? '').replaceAll('\u200b', '');
  if (span === null && selected === '') return toast('Nothing is chosen: click a line number, Shift-click another');
  if (span === null || selected !== '') {
    await navigator.clipboard.writeText(selected);
    return toast('Copied');
  }
  if (span.to - span.from >= mostLines) return toast(`More than ${countOf(mostLines, 'line')}: download the output instead`);
  try {
    const lines = await linesOf(subject, span);
    await navigator.clipboard.writeText(`${lines.join('\n')}\n`);
    toast(`${countOf(lines.length, 'line')} copied`);
  } catch {
    toast('Not copied: the engine does not answer');
  }
}

async function linesOf(subject: Pick<Subject, 'read'>, { from, to }: { from: number; to: number }): Promise<string[]> {
  const texts: string[] = [];
  for (let next = from; next <= to; ) {
    const { lines } = await subject.read(next, Math.min(linesAtOnce, to - next + 1));
    const last = lines.at(-1);
    if (last === undefined) break;
    for (const { n, text } of lines) if (n <= to) texts.push(plainText(text));
    next = last.n + 1;
  }
  return texts;
}
