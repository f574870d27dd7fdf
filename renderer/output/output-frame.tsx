// The scrolling part of the output: rows for what is on the screen, whatever the length; follows the end while more comes.
import { Button } from '@mantine/core';
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef, useState, useSyncExternalStore } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { client } from '../api/client.ts';
import { Failure, Loading } from '../parts/feedback.tsx';
import { countOf } from '../run/counting.ts';
import { useSteady } from '../run/steady.ts';
import { type LineScroll, rowHeight, useLineScroll } from './line-scroll.ts';
import { lineOfInstant, type Moments } from './moments.ts';
import styles from './output.module.css';
import type { OutputLines } from './output-lines.ts';
import { OutputMessage } from './output-message.tsx';
import { OutputRows } from './output-rows.tsx';
import type { OutputView } from './output-view.ts';

/** While following, the view ends at the last line that is here, unless more than this is still to come. */
const mostBehind = 1000;

export interface FrameHandle {
  /** Puts a line (from 1) into view. */
  show(line: number): void;
}

interface OutputFrameProps {
  ref: Ref<FrameHandle>;
  run: string;
  execution: Execution;
  /** null: not opened yet */
  output: OutputLines | null;
  view: OutputView;
  line: number | null;
  onLine: (line: number | null) => void;
  following: boolean;
  onFollowing: (on: boolean) => void;
  moments: Moments;
}

export function OutputFrame({ ref, run, execution, output, view, line, onLine, following, onFollowing, moments }: OutputFrameProps) {
  useSyncExternalStore(output?.subscribe ?? never, () => output?.version() ?? 0);
  const live = !isFinal(execution.state);
  const total = output?.total() ?? execution.lines;
  const here = output?.here() ?? 0;
  const count = following && here > 0 && total - here < mostBehind ? here : total;
  const scroll = useLineScroll({ count, wrap: view.wrap, live, line: line === null ? null : line - 1, following, onFollowing });
  const fresh = useFreshLines(total, following || !live);
  const choose = useSteady((n: number) => onLine(n === line ? null : n));
  useImperativeHandle(ref, () => ({ show: (n) => scroll.show(n - 1) }));
  useEffect(
    () => output?.view(scroll.from + 1, following ? Number.POSITIVE_INFINITY : scroll.to),
    [output, scroll.from, scroll.to, following],
  );
  useSeeking(moments, output, run, execution.host, scroll);
  useShownTimes(moments, output, scroll);

  const failure = output?.failure() ?? null;
  return (
    <>
      {failure !== null && <Failure error={failure} retry={() => output?.retry()} />}
      {total === 0 && !hasBytes(execution) && <OutputMessage execution={execution} />}
      {total === 0 && hasBytes(execution) && <Loading rows={8} label="Reading the output" />}
      {/* not removed while empty: it is measured before the first line comes */}
      <div className={total === 0 ? `${styles.frame} ${styles.unseen}` : styles.frame}>
        <div
          className={styles.scroller}
          ref={scroll.scroller}
          role="log"
          aria-live="off"
          aria-label={`Lines of ${execution.host}`}
          onKeyDown={scroll.onKeyDown}
          data-output=""
        >
          <div className={styles.spacer} style={{ height: scroll.spacer }}>
            <div className={styles.layer} style={{ height: scroll.viewport }}>
              <div className={styles.rows} ref={scroll.rows}>
                <OutputRows {...{ run, execution, output, view, line, moments }} from={scroll.from} to={scroll.to} onChoose={choose} />
              </div>
            </div>
          </div>
        </div>
        {live && !following && total * rowHeight > scroll.viewport && (
          <Button className={styles.pill} radius="xl" onClick={() => onFollowing(true)}>
            ↓ {fresh > 0 ? countOf(fresh, 'new line') : 'Follow the end'}
          </Button>
        )}
      </div>
      <PoliteSummary total={total} live={live} />
    </>
  );
}

const never = () => () => undefined;

/** The engine says there were bytes: lines must come. */
function hasBytes({ stdoutBytes, stderrBytes }: Execution): boolean {
  return stdoutBytes + stderrBytes > 0;
}

/** Lines that came since the view stopped following. */
function useFreshLines(total: number, seen: boolean): number {
  const last = useRef(total);
  if (seen) last.current = total;
  return total - last.current;
}

/** The charts ask for the line of an instant: found by asking for single lines, twenty at most. */
function useSeeking(moments: Moments, output: OutputLines | null, run: string, host: string, scroll: LineScroll): void {
  const seek = useEffectEvent(async (at: number) => {
    if (output === null) return;
    const timeOf = async (n: number) => {
      const known = output.line(n)?.at ?? (await client.runs.output({ id: run, host, from: n, count: 1 })).lines[0]?.at;
      return known === undefined ? null : Date.parse(known);
    };
    const line = await lineOfInstant(at, output.total(), timeOf);
    if (line !== null) scroll.show(line - 1);
  });
  useEffect(() => moments.onSeek((at) => void seek(at).catch(() => undefined)), [moments]);
}

function useShownTimes(moments: Moments, output: OutputLines | null, scroll: LineScroll): void {
  const first = output?.line(scroll.from + 1)?.at;
  const last = output?.line(scroll.to)?.at;
  useEffect(() => {
    moments.show(first === undefined || last === undefined ? null : { from: Date.parse(first), to: Date.parse(last) });
  }, [moments, first, last]);
  useEffect(() => () => moments.show(null), [moments]);
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
