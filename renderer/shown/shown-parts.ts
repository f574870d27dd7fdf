// Which lines of an output are shown, and which can be folded: what the reader asked for, with what the engine tells of the
// output. Asks for an outline only when something on the screen, or a switch, needs one.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { LineRange } from '../../shared/contract/outline.ts';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { client } from '../api/client.ts';
import { onOutput } from '../api/live.ts';
import type { Span } from '../output/moments.ts';
import type { OutputView } from '../output/output-view.ts';
import type { Subject } from '../output/subject.ts';
import { continued, type FoundMarker, foldedRepeats, groupsOf, hiddenBy } from './folds.ts';
import { type Pieces, readPieces } from './pieces.ts';
import { both, type Choice, everything, joined } from './rows.ts';

export interface ShownParts {
  choice: Choice;
  /** last line of each group, by its first */
  groups: ReadonlyMap<number, number>;
  folded: ReadonlySet<number>;
  /** how often a line stands there, by the first of those that are folded into it */
  repeats: ReadonlyMap<number, number>;
  /** number of lines of stderr so far; null: not asked for */
  stderrLines: number | null;
}

export interface PartsWanted {
  view: OutputView;
  stderrOnly: boolean;
  /** to this stretch of time */
  narrowed: Span | null;
  /** only these lines, for another reason; null: none */
  found: readonly LineRange[] | null;
  /** a group is on the screen */
  groupSeen: boolean;
  /** all groups are folded but those in `turned`; else none but those */
  foldAll: boolean;
  turned: ReadonlySet<number>;
  /** repeated lines the reader opened, by the first */
  opened: ReadonlySet<number>;
}

interface FoundOutline {
  markers: readonly FoundMarker[];
  repeats: readonly LineRange[];
}

const noOutline: FoundOutline = { markers: [], repeats: [] };
const noRanges: readonly LineRange[] = [];

export function useShownParts(subject: Subject, total: number, wanted: PartsWanted): ShownParts {
  const { view, stderrOnly, foldAll, turned, opened } = wanted;
  const { execution, run } = subject;
  const outline = useOutline(run, execution, (view.markers && wanted.groupSeen) || view.repeats);
  const stderr = useStderr(run, execution, stderrOnly);
  const span = useSpanLines(subject, wanted.narrowed, total);
  const only = useMemo(
    () => both(both(stderrOnly ? (stderr ?? noRanges) : null, span), wanted.found),
    [stderrOnly, stderr, span, wanted.found],
  );
  // an open group ends where the output does: only then does its size change with every line
  const groups = useMemo(
    () => (view.markers ? groupsOf(outline.markers, total) : new Map<number, number>()),
    [view.markers, outline, total],
  );
  const folded = useMemo(() => new Set([...groups.keys()].filter((n) => foldAll !== turned.has(n))), [groups, foldAll, turned]);
  const repeats = useMemo(() => (view.repeats ? foldedRepeats(outline.repeats, opened) : noRanges), [view.repeats, outline, opened]);
  const hides = repeats.length > 0 || folded.size > 0;
  const choice = useMemo<Choice>(() => {
    if (only === null && !hides) return everything;
    return { only, hidden: hides ? hiddenBy(groups, folded, repeats) : [] };
  }, [only, hides, groups, folded, repeats]);
  const counts = useMemo(() => new Map(repeats.map(({ from, to }) => [from, to - from + 1])), [repeats]);
  const stderrLines = stderr === null ? null : stderr.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return { choice, groups, folded, repeats: counts, stderrLines };
}

function useOutline(run: string, execution: Execution | null, wanted: boolean): FoundOutline {
  const [outline, setOutline] = useState(noOutline);
  const host = execution?.host ?? null;
  usePieces(run, execution, wanted, (attempt) => {
    setOutline(noOutline);
    return readPieces(
      (from) => client.runs.outline({ id: run, host: host ?? '', attempt, from }),
      ({ markers, repeats }) =>
        setOutline((known) => ({
          markers: joinMarkers(known.markers, markers),
          repeats: continued(known.repeats, repeats),
        })),
    );
  });
  return wanted ? outline : noOutline;
}

/** The last line of a piece is looked at again by the next. */
function joinMarkers(known: readonly FoundMarker[], more: readonly FoundMarker[]): readonly FoundMarker[] {
  const last = known.at(-1)?.n ?? 0;
  const fresh = more.filter(({ n }) => n > last);
  return fresh.length === 0 ? known : [...known, ...fresh];
}

function useStderr(run: string, execution: Execution | null, wanted: boolean): readonly LineRange[] | null {
  const [ranges, setRanges] = useState<readonly LineRange[]>(noRanges);
  const host = execution?.host ?? null;
  usePieces(run, execution, wanted, (attempt) =>
    readPieces(
      (from) => client.runs.stderrLines({ id: run, host: host ?? '', attempt, from }),
      (piece) => {
        if (piece.ranges.length > 0) setRanges((known) => joined([...known, ...piece.ranges]));
      },
    ),
  );
  return wanted ? ranges : null;
}

/** Reads from the time it is wanted, and on while the output grows. */
function usePieces(run: string, execution: Execution | null, wanted: boolean, open: (attempt: number) => Pieces): void {
  const host = execution?.host ?? null;
  const attempt = execution?.attempt ?? 1;
  const ended = execution === null || isFinal(execution.state);
  const begin = useEffectEvent(() => open(attempt));
  const [pieces, setPieces] = useState<Pieces | null>(null);
  useEffect(() => {
    if (!wanted || host === null) return;
    const reading = begin();
    setPieces(reading);
    const silence = onOutput(run, (hosts) => {
      if (hosts.length === 0 || hosts.some((row) => row.host === host && row.attempt === attempt)) reading.grow();
    });
    return () => {
      silence();
      reading.close();
    };
  }, [wanted, run, host, attempt]);
  useEffect(() => {
    if (ended) pieces?.grow();
  }, [ended, pieces]);
}

/** The lines that arrived in a stretch of time: from one number to another; null: no stretch is chosen. */
function useSpanLines(subject: Subject, span: Span | null, total: number): readonly LineRange[] | null {
  const { run, label, lineSince } = subject;
  const { data: found } = useQuery({
    queryKey: ['lines of a stretch', run, label, span?.from, span?.to],
    enabled: span !== null,
    queryFn: async () => {
      const [from, after] = await Promise.all([lineSince(span?.from ?? 0), lineSince(span?.to ?? 0)]);
      return { from, after };
    },
    // while the end of the stretch is not reached, more lines belong to it
    refetchInterval: (query) => (subject.live && query.state.data?.after === null ? 1000 : false),
  });
  return useMemo(() => {
    if (span === null) return null;
    if (found === undefined || found.from === null) return noRanges;
    const to = found.after === null ? total : found.after - 1;
    return to < found.from ? noRanges : [{ from: found.from, to }];
  }, [span, found, total]);
}
