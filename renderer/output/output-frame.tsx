// The scrolling part of the output: rows for what is on the screen, whatever the length; follows the end while more comes.
import { Button } from '@mantine/core';
import {
  type ClipboardEvent,
  type MouseEvent,
  type Ref,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { Failure, Loading } from '../parts/feedback.tsx';
import { countOf } from '../run/counting.ts';
import type { Bookmark } from '../shown/bookmarks.ts';
import { rowsOf } from '../shown/rows.ts';
import type { ShownParts } from '../shown/shown-parts.ts';
import { useLineScroll } from './line-scroll.ts';
import type { Moments } from './moments.ts';
import styles from './output.module.css';
import type { OutputLines } from './output-lines.ts';
import type { RowActs } from './output-row.tsx';
import { OutputRows } from './output-rows.tsx';
import type { OutputView } from './output-view.ts';
import type { Subject } from './subject.ts';

export interface FrameHandle {
  /** Puts a line (from 1) into view. */
  show(line: number): void;
  /** … unless it is in view already; either way the view stops following the end. */
  reveal(line: number): void;
  /** number of the line at the top of the view */
  top(): number;
}

interface OutputFrameProps {
  ref: Ref<FrameHandle>;
  subject: Subject;
  /** null: not opened yet */
  output: OutputLines | null;
  parts: ShownParts;
  view: OutputView;
  /** lines that are marked as chosen */
  chosen: { from: number; to: number } | null;
  acts: RowActs;
  bookmarks: readonly Bookmark[];
  following: boolean;
  onFollowing: (on: boolean) => void;
  /** told of the line in the middle of the view and its time, when the reader scrolls */
  onScrolled?: ((at: number) => void) | undefined;
  moments: Moments;
}

export function OutputFrame(props: OutputFrameProps) {
  const { ref, subject, output, parts, view, chosen, acts, bookmarks, following, onFollowing, moments } = props;
  useSyncExternalStore(output?.subscribe ?? never, () => output?.version() ?? 0);
  const { live } = subject;
  const total = output?.total() ?? subject.lines;
  const here = output?.here() ?? 0;
  // what is on its way is not shown as empty rows: at thousands of lines a second they would never fill
  const upTo = following && here > 0 ? here : total;
  const rows = useMemo(() => rowsOf(upTo, parts.choice), [upTo, parts.choice]);
  const first = chosen === null ? null : rows.rowOf(chosen.from);
  const scroll = useLineScroll({ rows, wrap: view.wrap, live, first, following, onFollowing });
  const fresh = useFreshLines(total, following);
  const below = scroll.to < rows.count;
  const numbers = useMemo(
    () => Array.from({ length: Math.max(0, scroll.to - scroll.from) }, (_, i) => rows.lineAt(scroll.from + i)),
    [rows, scroll.from, scroll.to],
  );
  useImperativeHandle(ref, () => ({
    show: (n) => scroll.show(rows.rowOf(n)),
    reveal: (n) => {
      onFollowing(false);
      if (!scroll.inView(rows.rowOf(n))) scroll.show(rows.rowOf(n));
    },
    top: () => numbers[0] ?? 1,
  }));
  useEffect(() => output?.view(numbers, following), [output, numbers, following]);
  useSeeking(moments, subject, (line) => scroll.show(rows.rowOf(line ?? total)));
  useGroupSeen(output, numbers, acts);
  // who follows the end does not scroll: others beside it may follow theirs
  useShownTimes({ moments, output, numbers, onScrolled: following ? undefined : props.onScrolled });

  const failure = output?.failure() ?? null;
  return (
    <>
      {failure !== null && <Failure error={failure} retry={() => output?.retry()} />}
      {total === 0 && (subject.empty ?? <Loading rows={8} label="Reading the output" />)}
      {/* not removed while empty: it is measured before the first line comes */}
      <div className={total === 0 ? `${styles.frame} ${styles.unseen}` : styles.frame}>
        <div
          className={styles.scroller}
          ref={scroll.scroller}
          role="log"
          aria-live="off"
          aria-label={`Lines of ${subject.label}`}
          onKeyDown={scroll.onKeyDown}
          onCopy={copyClean}
          onMouseMove={(event) => moments.point(timeUnder(event, output) ?? moments.pointed())}
          onMouseLeave={() => moments.point(null)}
          data-output=""
        >
          <div className={styles.spacer} style={{ height: scroll.spacer }}>
            <div className={styles.layer} style={{ height: scroll.viewport }}>
              <div className={styles.rows} ref={scroll.rows}>
                <OutputRows
                  {...{ subject, output, parts, view, chosen, moments, numbers, acts, bookmarks, total }}
                  atEnd={scroll.to >= rows.count}
                />
              </div>
            </div>
          </div>
        </div>
        {!following && below && (live || fresh > 0) && (
          <Button className={styles.pill} radius="xl" onClick={() => (live ? onFollowing(true) : scroll.show(rows.count))}>
            ↓ {fresh > 0 ? countOf(fresh, 'new line') : 'Follow the end'}
          </Button>
        )}
      </div>
      <PoliteSummary total={total} live={live} />
    </>
  );
}

const never = () => () => undefined;

/** Empty lines hold a mark without width, so that they can be selected: it is not what the host wrote. */
function copyClean(event: ClipboardEvent): void {
  const text = document.getSelection()?.toString() ?? '';
  if (!text.includes('\u200b')) return;
  event.clipboardData.setData('text/plain', text.replaceAll('\u200b', ''));
  event.preventDefault();
}

/** When the line under the pointer arrived. */
function timeUnder({ target }: MouseEvent, output: OutputLines | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-line]') : null;
  const at = row === null ? undefined : output?.line(Number(row.dataset.line))?.at;
  return at === undefined ? null : Date.parse(at);
}

/** Lines that came since the view stopped following. */
function useFreshLines(total: number, seen: boolean): number {
  const last = useRef(total);
  if (seen) last.current = total;
  return total - last.current;
}

/** The charts ask for the line of an instant: the last one that had arrived by then; null: the very last. */
function useSeeking(moments: Moments, subject: Subject, show: (line: number | null) => void): void {
  const seek = useEffectEvent(async (at: number) => {
    const after = await subject.lineSince(at + 1);
    show(after === null ? null : Math.max(1, after - 1));
  });
  useEffect(() => moments.onSeek((at) => void seek(at).catch(() => undefined)), [moments]);
}

/** Groups are looked for once there is one on the screen. */
function useGroupSeen(output: OutputLines | null, numbers: readonly number[], acts: RowActs): void {
  useEffect(() => {
    if (numbers.some((n) => output?.line(n)?.text.startsWith('::group'))) acts.seeGroup();
  });
}

interface ShownTimes {
  moments: Moments;
  output: OutputLines | null;
  numbers: readonly number[];
  onScrolled: ((at: number) => void) | undefined;
}

function useShownTimes({ moments, output, numbers, onScrolled }: ShownTimes): void {
  const timeOf = (n: number | undefined) => (n === undefined ? undefined : output?.line(n)?.at);
  const first = timeOf(numbers[0]);
  const last = timeOf(numbers.at(-1));
  const middle = timeOf(numbers[Math.floor(numbers.length / 2)]);
  useEffect(() => {
    moments.show(first === undefined || last === undefined ? null : { from: Date.parse(first), to: Date.parse(last) });
  }, [moments, first, last]);
  useEffect(() => () => moments.show(null), [moments]);
  const tell = useEffectEvent((at: string) => onScrolled?.(Date.parse(at)));
  useEffect(() => {
    if (middle !== undefined) tell(middle);
  }, [middle]);
}

/** For screen readers: how much came, told now and then instead of every line. */
function PoliteSummary({ total, live }: { total: number; live: boolean }) {
  const [told, setTold] = useState('');
  const before = useRef(total);
  const tell = useEffectEvent(() => {
    const more = total - before.current;
    before.current = total;
    if (more > 0) setTold(countOf(more, 'new line'));
  });
  useEffect(() => {
    if (!live) return;
    const timer = setInterval(() => tell(), 5000);
    return () => clearInterval(timer);
  }, [live]);
  return (
    <div className="hidden-text" role="status">
      {told}
    </div>
  );
}
