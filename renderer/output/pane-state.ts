// What a pane remembers while it is open: which lines are chosen, what is folded, what is filtered, and its keys.
import { useMemo, useState } from 'react';
import type { LineRange } from '../../shared/contract/outline.ts';
import { type Shortcut, useShortcuts } from '../parts/shortcuts.ts';
import { toast } from '../parts/toast.ts';
import { useSteady } from '../run/steady.ts';
import { bookmarkFrom, removeBookmarks, setBookmark, useBookmarks } from '../shown/bookmarks.ts';
import { useShownParts } from '../shown/shown-parts.ts';
import { copyLines } from './line-copy.ts';
import { type Moments, useNarrowed } from './moments.ts';
import type { FrameHandle } from './output-frame.tsx';
import type { OutputLines } from './output-lines.ts';
import type { OutputDeeds } from './output-menu.tsx';
import { nextTimes, useOutputView } from './output-view.ts';
import type { Subject } from './subject.ts';

interface PaneInput {
  subject: Subject;
  output: OutputLines | null;
  /** the line of the address, from 1 */
  line: number | null;
  onLine: (line: number | null) => void;
  moments: Moments;
  frame: { current: FrameHandle | null };
  /** only these lines; null: all */
  found: readonly LineRange[] | null;
  /** its keys act */
  keys: boolean;
}

interface LineSpan {
  from: number;
  to: number;
}

/** Everything a pane of lines holds, for one host or several. */
export function usePane({ subject, output, line, onLine, moments, frame, found, keys }: PaneInput) {
  const { live, run, label } = subject;
  const [following, setFollowing] = useState(live && line === null);
  const [view, setView] = useOutputView();
  const [stderrOnly, setStderrOnly] = useState(false);
  const [groupSeen, setGroupSeen] = useState(false);
  const [foldAll, setFoldAll] = useState(false);
  const [turned, setTurned] = useState<ReadonlySet<number>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const chosen = useChosen(line, onLine);
  const narrowed = useNarrowed(moments);
  const total = output?.total() ?? subject.lines;
  const parts = useShownParts(subject, total, { view, stderrOnly, narrowed, found, groupSeen, foldAll, turned, opened });
  const key = `${run} ${label}`;
  const bookmarks = useBookmarks(key);

  const fold = useSteady((n: number, kind: 'group' | 'repeat') => {
    if (kind === 'group') setTurned(toggled(turned, n));
    else setOpened(toggled(opened, n));
  });
  const choose = useSteady((n: number, extend: boolean) => {
    const at = output?.line(n)?.at;
    if (at !== undefined) moments.point(Date.parse(at));
    chosen.choose(n, extend);
  });
  const seeGroup = useSteady(() => setGroupSeen(true));
  const acts = useMemo(() => ({ fold, choose, seeGroup }), [fold, choose, seeGroup]);

  const end = () => output?.here() ?? 0;
  const deeds: OutputDeeds = {
    copyLines: useSteady(() => void copyLines(subject, chosen.span)),
    copyLink: useSteady(() => void copyLink(chosen.span)),
    setBookmark: useSteady(() => {
      setBookmark(key, { after: end(), at: Date.now() });
      toast(`Mark set after line ${end()}`);
    }),
    nextBookmark: useSteady((step: 1 | -1) => {
      const next = bookmarkFrom(bookmarks, frame.current?.top() ?? 1, step);
      if (next === null) toast('No mark is set: m sets one');
      else frame.current?.show(Math.max(1, next.after));
    }),
    removeBookmarks: useSteady(() => removeBookmarks(key)),
    foldGroups: useSteady(() => {
      setGroupSeen(true);
      setFoldAll(parts.folded.size === 0);
      setTurned(new Set());
    }),
  };
  const shortcuts: Shortcut[] = [
    ...(live ? [{ keys: 'f', title: 'Follow the end', run: () => setFollowing(!following) }] : []),
    { keys: 'w', title: 'Wrap long lines', run: () => setView({ ...view, wrap: !view.wrap }) },
    { keys: 't', title: 'Times: off, since the start, clock', run: () => setView({ ...view, times: nextTimes(view.times) }) },
    { keys: 'm', title: 'Set a mark at the end of the output', run: deeds.setBookmark },
    { keys: 'shift+m', title: 'To the mark before, going round', run: () => deeds.nextBookmark(-1) },
    // with nothing chosen the key is the run's: it compares
    ...(chosen.span === null ? [] : [{ keys: 'c', title: 'Copy the chosen lines', run: deeds.copyLines }]),
    { keys: 'y', title: 'Copy a link to the chosen line', run: deeds.copyLink },
  ];
  if (subject.execution !== null) {
    shortcuts.push(
      { keys: 's', title: 'Show only standard error', run: () => setStderrOnly(!stderrOnly) },
      { keys: 'z', title: 'Fold or open the group at the chosen line', run: () => foldNear(parts.groups, chosen.span?.from, fold) },
      { keys: 'shift+z', title: 'Fold or open all groups', run: deeds.foldGroups },
    );
  }
  useShortcuts('Output', keys ? shortcuts : []);
  return {
    view,
    setView,
    following,
    setFollowing,
    stderrOnly,
    setStderrOnly,
    parts,
    chosen,
    narrowed,
    found,
    bookmarks,
    acts,
    deeds,
    total,
  };
}

/** The line of the address, and from there to another that was chosen with Shift. */
function useChosen(line: number | null, onLine: (line: number | null) => void) {
  const [extent, setExtent] = useState<{ from: number; to: number } | null>(null);
  const other = extent?.from === line ? extent.to : line;
  const span = useMemo<LineSpan | null>(
    () => (line === null || other === null ? null : { from: Math.min(line, other), to: Math.max(line, other) }),
    [line, other],
  );
  const choose = useSteady((n: number, extend: boolean) => {
    setExtent(extend && line !== null ? { from: line, to: n } : null);
    if (!extend || line === null) onLine(n === line ? null : n);
  });
  return { span, choose };
}

function toggled(set: ReadonlySet<number>, n: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(n)) next.add(n);
  return next;
}

/** The innermost group that holds a line. */
function foldNear(groups: ReadonlyMap<number, number>, line: number | undefined, fold: (n: number, kind: 'group') => void): void {
  const holding = [...groups].filter(([from, to]) => line !== undefined && from <= line && line <= to).sort(([a], [b]) => b - a)[0];
  if (holding === undefined) toast('No group is at the chosen line');
  else fold(holding[0], 'group');
}

async function copyLink(span: LineSpan | null): Promise<void> {
  if (span === null) return toast('Choose a line first: click its number');
  await navigator.clipboard.writeText(window.location.href);
  toast(`Link to line ${span.from} copied`);
}
