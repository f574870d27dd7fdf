// The rows on the screen, from the lines that are here; marks the line the charts point at.
import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { leftOutWords } from '../../shared/model/lines.ts';
import { useMatches } from '../find/matches.ts';
import type { Bookmark } from '../shown/bookmarks.ts';
import type { ShownParts } from '../shown/shown-parts.ts';
import { type Moments, usePointed } from './moments.ts';
import type { OutputLines, ShownLine } from './output-lines.ts';
import { OutputRow, type RowActs } from './output-row.tsx';
import { type OutputView, timesWidth, timeText } from './output-view.ts';
import type { Subject } from './subject.ts';

interface OutputRowsProps {
  subject: Subject;
  output: OutputLines | null;
  parts: ShownParts;
  view: OutputView;
  chosen: { from: number; to: number } | null;
  moments: Moments;
  /** of the lines on the screen */
  numbers: readonly number[];
  total: number;
  /** the last of them is the last there is */
  atEnd: boolean;
  acts: RowActs;
  bookmarks: readonly Bookmark[];
}

export function OutputRows({ subject, output, parts, view, chosen, moments, numbers, total, atEnd, acts, bookmarks }: OutputRowsProps) {
  const hrefOf = useHrefs(subject.run);
  const pointed = usePointed(moments);
  const matches = useMatches();
  const lines = numbers.map((n) => output?.line(n) ?? null);
  const marked = pointed === null ? null : lineAt(lines, pointed, atEnd);
  const since = Date.parse(subject.startedAt ?? '') || Date.parse(lines[0]?.at ?? '');
  const timeWidth = timesWidth(view.times, Date.parse(lines.at(-1)?.at ?? '') - since);
  const digits = Math.max(3, String(total).length);
  const host = subject.execution?.host ?? null;
  return numbers.map((n, i) => {
    const shown = lines[i] ?? null;
    const groupEnd = parts.groups.get(n);
    const own = shown?.own ?? n;
    const whose = host ?? shown?.host ?? '';
    return (
      <OutputRow
        key={n}
        n={n}
        own={own}
        host={host === null ? (shown?.host ?? '') : null}
        nameWidth={subject.nameWidth}
        text={shown?.text ?? null}
        stderr={shown?.stream === 'stderr'}
        time={shown === null ? '' : timeText(shown.at, view.times, since)}
        href={hrefOf(whose === '' ? null : whose)}
        download={whose}
        run={subject.run}
        chosen={chosen !== null && n >= chosen.from && n <= chosen.to}
        hit={shown === null ? null : (matches?.of(whose, own) ?? null)}
        current={matches?.current?.host === whose && matches.current.line === own}
        moment={n === marked}
        cutBytes={shown?.cutBytes ?? null}
        broken={shown?.partial === true && n < total && shown.leftOut === null && host !== null}
        leftOut={shown?.missing === true ? 'not stored' : shown?.leftOut ? leftOutWords(shown.leftOut) : null}
        markers={view.markers}
        group={groupEnd === undefined ? null : parts.folded.has(n) ? groupEnd - n : 0}
        repeats={parts.repeats.get(n) ?? null}
        bookmark={bookmarkAt(bookmarks, n)}
        digits={digits}
        timeWidth={timeWidth}
        acts={acts}
      />
    );
  });
}

function bookmarkAt(bookmarks: readonly Bookmark[], n: number): number | null {
  return bookmarks.find(({ after }) => after === n)?.at ?? null;
}

/** Addresses of a host's output, to which a line is added; making one is dear. */
function useHrefs(run: string): (host: string | null) => string {
  const router = useRouter();
  return useMemo(() => {
    const known = new Map<string, string>();
    return (host) => {
      const found = known.get(host ?? '');
      if (found !== undefined) return found;
      const search = { view: 'output' as const, host: host ?? undefined };
      const made = router.history.createHref(router.buildLocation({ to: '/runs/$id', params: { id: run }, search }).href);
      known.set(host ?? '', made);
      return made;
    };
  }, [router, run]);
}

/** The last of these lines that had arrived at an instant; null when that line is not among them. */
function lineAt(lines: readonly (ShownLine | null)[], at: number, atEnd: boolean): number | null {
  const last = lines.findLastIndex((line) => line !== null && Date.parse(line.at) <= at);
  return last < 0 || (last === lines.length - 1 && !atEnd) ? null : (lines[last]?.n ?? null);
}
