// The output of one execution: rows for what is on the screen, whatever the length; follows the end while more comes.
import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { Execution } from '../../shared/contract/runs.ts';
import { isFinal } from '../../shared/model/run.ts';
import { client } from '../api/client.ts';
import { Failure, Loading } from '../parts/feedback.tsx';
import { usePreferences } from '../parts/preferences.ts';
import { useShortcuts } from '../parts/shortcuts.ts';
import { ExecutionEnd } from './execution-end.tsx';
import { type LineScroll, rowHeight, useLineScroll } from './line-scroll.ts';
import { lineOfInstant, type Moments, usePointed } from './moments.ts';
import styles from './output.module.css';
import type { OutputLines } from './output-lines.ts';
import { OutputMessage } from './output-message.tsx';
import { OutputRow } from './output-row.tsx';
import { OutputTools } from './output-tools.tsx';
import { nextTimes, type OutputView, timesWidth, timeText, useOutputView } from './output-view.ts';
import { useOutput } from './use-output.ts';

interface OutputPaneProps {
  run: string;
  execution: Execution;
  /** the line of the address, from 1 */
  line: number | null;
  onLine: (line: number | null) => void;
  moments: Moments;
}

/** Give it a key of run and host: a new execution begins anew. */
export function OutputPane({ run, execution, line, onLine, moments }: OutputPaneProps) {
  const output = useOutput(run, execution);
  const total = output?.total() ?? execution.lines;
  const live = !isFinal(execution.state);
  const [view, setView] = useOutputView();
  const scroll = useLineScroll({ count: total, wrap: view.wrap, follow: live, line: line === null ? null : line - 1 });
  const fresh = useFreshLines(total, scroll.following || !live);
  const choose = useCallback((n: number) => onLine(n === line ? null : n), [onLine, line]);
  const goTo = (n: number) => {
    onLine(n);
    scroll.show(n - 1);
  };

  useEffect(() => output?.view(scroll.from + 1, scroll.to), [output, scroll.from, scroll.to]);
  useSeeking(moments, output, run, execution.host, scroll);
  useShownTimes(moments, output, scroll);
  useShortcuts('Output', [
    ...(live ? [{ keys: 'f', title: 'Follow the end', run: () => scroll.follow(!scroll.following) }] : []),
    { keys: 'w', title: 'Wrap long lines', run: () => setView({ ...view, wrap: !view.wrap }) },
    { keys: 't', title: 'Times: off, since the start, clock', run: () => setView({ ...view, times: nextTimes(view.times) }) },
  ]);

  const failure = output?.failure() ?? null;
  return (
    <section className={view.wrap ? `${styles.pane} ${styles.wrapped}` : styles.pane} aria-label={`Output of ${execution.host}`}>
      <div className={styles.bar}>
        <ExecutionEnd execution={execution} total={total} />
        <OutputTools
          run={run}
          host={execution.host}
          view={view}
          onView={setView}
          following={live ? scroll.following : null}
          onFollow={scroll.follow}
          total={total}
          onLine={goTo}
          bytes={{ stdout: execution.stdoutBytes, stderr: execution.stderrBytes }}
        />
      </div>
      {failure !== null && <Failure error={failure} retry={() => output?.retry()} />}
      {total === 0 && !isUnread(execution) && <OutputMessage execution={execution} />}
      {total === 0 && isUnread(execution) && <Loading rows={8} label="Reading the output" />}
      {/* not removed while empty: it is measured before the first line comes */}
      <div className={total === 0 ? `${styles.frame} ${styles.unseen}` : styles.frame}>
        <div
          className={styles.scroller}
          ref={scroll.scroller}
          role="log"
          aria-live="off"
          aria-label={`Output of ${execution.host}, ${total} lines`}
          onKeyDown={scroll.onKeyDown}
          data-output=""
        >
          <div className={styles.spacer} style={{ height: scroll.spacer }}>
            <div className={styles.layer} style={{ height: scroll.viewport }}>
              <div className={styles.rows} ref={scroll.rows}>
                <Rows {...{ run, execution, output, scroll, view, line, moments }} onChoose={choose} />
              </div>
            </div>
          </div>
        </div>
        {live && !scroll.following && total * rowHeight > scroll.viewport && (
          <Button className={styles.pill} radius="xl" onClick={() => scroll.follow(true)}>
            {fresh > 0 ? `↓ ${fresh.toLocaleString('en')} new ${fresh === 1 ? 'line' : 'lines'}` : '↓ Follow the end'}
          </Button>
        )}
      </div>
      <PoliteSummary total={total} live={live} />
    </section>
  );
}

/** The engine says there were bytes, but no line of them is here yet. */
function isUnread({ stdoutBytes, stderrBytes }: Execution): boolean {
  return stdoutBytes + stderrBytes > 0;
}

interface RowsProps {
  run: string;
  execution: Execution;
  output: OutputLines | null;
  scroll: LineScroll;
  view: OutputView;
  line: number | null;
  moments: Moments;
  onChoose: (n: number) => void;
}

function Rows({ run, execution, output, scroll, view, line, moments, onChoose }: RowsProps) {
  const { zone } = usePreferences();
  const router = useRouter();
  const pointed = usePointed(moments);
  const href = useMemo(
    () => router.history.createHref(router.buildLocation({ to: '/runs/$id', params: { id: run }, search: { host: execution.host } }).href),
    [router, run, execution.host],
  );
  const numbers = Array.from({ length: scroll.to - scroll.from }, (_, i) => scroll.from + i + 1);
  const lines = numbers.map((n) => output?.line(n) ?? null);
  const momentLine = pointed === null ? null : (lines.findLast((shown) => shown !== null && Date.parse(shown.at) <= pointed)?.n ?? null);
  const momentIsHere =
    lines.some((shown) => shown !== null && pointed !== null && Date.parse(shown.at) > pointed) || scroll.to === output?.total();
  const since = Date.parse(execution.startedAt ?? '') || Date.parse(lines[0]?.at ?? '');
  const timeWidth = timesWidth(view.times, Date.parse(lines.at(-1)?.at ?? '') - since);
  const digits = Math.max(3, String(output?.total() ?? 0).length);
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
        moment={momentIsHere && n === momentLine}
        cutBytes={shown?.cutBytes ?? null}
        broken={shown?.partial === true && n !== output?.total()}
        digits={digits}
        timeWidth={timeWidth}
        onChoose={onChoose}
      />
    );
  });
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
    if (more > 0) setTold(`${more} new ${more === 1 ? 'line' : 'lines'}`);
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
