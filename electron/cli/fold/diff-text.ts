// What sets a group apart from the reference, as a unified diff in which both sides are sets of hosts.
import type { DiffLine, Group, GroupDiff, Groups } from '../../../shared/contract/groups.ts';
import { paint, type Tone } from '../terminal/colour.ts';
import { terminalLine } from '../terminal/text.ts';
import { titleOf } from './group-text.ts';

const signs = { same: ' ', removed: '-', added: '+' } as const;
const tones = { same: null, removed: 'bad', added: 'good' } as const;

export function diffText({ run, groups }: Groups, group: Group, diff: GroupDiff, colour: boolean): string {
  const reference = groups.find((one) => one.reference) ?? group;
  const line = (text: string, tone: Tone | null) => `${colour ? paint(text, tone) : text}\n`;
  const head = line(`--- ${titleOf(reference)}`, 'strong') + line(`+++ ${titleOf(group)}`, 'strong');
  const note = noteOf(run, group, diff);
  const body = diff.hunks.map(
    ({ stream, lines }) =>
      line(`@@ -${placeOf(lines, 'before')} +${placeOf(lines, 'after')} @@${stream === 'stderr' ? ' stderr' : ''}`, 'active') +
      lines.map(({ kind, text }) => line(signs[kind] + (colour ? terminalLine(text, false) : text), tones[kind])).join(''),
  );
  return head + body.join('') + (note === null ? '' : line(`… ${note} …`, 'dim'));
}

function noteOf(run: string, { host }: Group, diff: GroupDiff): string | null {
  const all = `djcron run logs ${run} --host ${host}`;
  if (diff.verdict === 'unavailable') return 'the output is not there any more';
  if (diff.verdict === 'too-different') return `too different to be compared line by line; all of it: ${all}`;
  if (diff.cut) return `only the beginnings were compared, or a part is not stored; all of it: ${all}`;
  return diff.hunks.length === 0 ? 'the same output' : null;
}

/** `12,3`: from the line 12 on, three lines. */
function placeOf(lines: readonly DiffLine[], side: 'before' | 'after'): string {
  const numbers = lines.flatMap((line) => line[side] ?? []);
  return `${numbers[0] ?? 0},${numbers.length}`;
}
