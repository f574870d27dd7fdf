// The rows on the screen, from the lines that are here; marks the line the charts point at.
import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { leftOutWords } from '../../shared/model/lines.ts';
import { usePreferences } from '../parts/preferences.ts';
import { type Moments, usePointed } from './moments.ts';
import type { OutputLines, ShownLine } from './output-lines.ts';
import { OutputRow } from './output-row.tsx';
import { type OutputView, timesWidth, timeText } from './output-view.ts';

interface OutputRowsProps {
  run: string;
  execution: Execution;
  output: OutputLines | null;
  view: OutputView;
  line: number | null;
  moments: Moments;
  /** lines from 0, `to` exclusive */
  from: number;
  to: number;
  onChoose: (n: number) => void;
}

export function OutputRows({ run, execution, output, view, line, moments, from, to, onChoose }: OutputRowsProps) {
  const { zone } = usePreferences();
  const router = useRouter();
  const pointed = usePointed(moments);
  const href = useMemo(
    () => router.history.createHref(router.buildLocation({ to: '/runs/$id', params: { id: run }, search: { host: execution.host } }).href),
    [router, run, execution.host],
  );
  const numbers = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i + 1);
  const lines = numbers.map((n) => output?.line(n) ?? null);
  const total = output?.total() ?? 0;
  const marked = pointed === null ? null : lineAt(lines, pointed, to >= total);
  const since = Date.parse(execution.startedAt ?? '') || Date.parse(lines[0]?.at ?? '');
  const timeWidth = timesWidth(view.times, Date.parse(lines.at(-1)?.at ?? '') - since);
  const digits = Math.max(3, String(total).length);
  return numbers.map((n, i) => {
    const shown = lines[i] ?? null;
    return (
      <OutputRow
        key={n}
        n={n}
        text={shown?.text ?? null}
        stderr={shown?.stream === 'stderr'}
        time={shown === null ? '' : timeText(shown.at, view.times, since, zone)}
        href={href}
        chosen={n === line}
        moment={n === marked}
        cutBytes={shown?.cutBytes ?? null}
        broken={shown?.partial === true && n < total && shown.leftOut === null}
        leftOut={shown?.missing === true ? 'not stored' : shown?.leftOut ? leftOutWords(shown.leftOut) : null}
        digits={digits}
        timeWidth={timeWidth}
        onChoose={onChoose}
      />
    );
  });
}

/** The last of these lines that had arrived at an instant; null when that line is not among them. */
function lineAt(lines: readonly (ShownLine | null)[], at: number, atEnd: boolean): number | null {
  const last = lines.findLastIndex((line) => line !== null && Date.parse(line.at) <= at);
  return last < 0 || (last === lines.length - 1 && !atEnd) ? null : (lines[last]?.n ?? null);
}
