// One line of output: number (a link to it), time, host, the mark of stderr, and its text in colours.
import { type MouseEvent, memo } from 'react';
import type { FoundHit } from '../find/found.ts';
import { formatBytes, formatClock } from '../parts/time-format.ts';
import { LineText } from './line-text.tsx';
import styles from './output.module.css';

/** What can be done with a line; the same functions as long as the pane is there. */
export interface RowActs {
  /** `extend`: from the chosen one to this one */
  choose: (n: number, extend: boolean) => void;
  /** folds or opens the group or the repeated lines that begin here */
  fold: (n: number, kind: 'group' | 'repeat') => void;
  /** a group begins on the screen */
  seeGroup: () => void;
}

export interface OutputRowProps {
  n: number;
  /** its number on its host */
  own: number;
  /** among lines of several hosts: whose it is; null: of one host */
  host: string | null;
  nameWidth: number;
  /** null: not read yet */
  text: string | null;
  stderr: boolean;
  time: string;
  run: string;
  /** address of the host's output, without the number of a line */
  href: string;
  /** host whose bytes hold the rest of what is cut */
  download: string;
  chosen: boolean;
  /** what was looked for is in it */
  hit: FoundHit | null;
  /** … and the reader is there */
  current: boolean;
  /** the charts point at this line */
  moment: boolean;
  cutBytes: number | null;
  /** its rest comes in a later line */
  broken: boolean;
  /** of lines that are not stored */
  leftOut: string | null;
  /** what markers mean is shown */
  markers: boolean;
  /** it opens a group: lines that are folded into it, 0 while it is open; null: it does not */
  group: number | null;
  /** so many times in a row, folded into this one; null: it is alone */
  repeats: number | null;
  /** the reader set a mark below it, at this time */
  bookmark: number | null;
  digits: number;
  timeWidth: number;
  acts: RowActs;
}

export const OutputRow = memo(function OutputRow(props: OutputRowProps) {
  const { n, own, host, text, digits, timeWidth, acts, markers, group, hit, current } = props;
  const choose = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.button !== 0) return;
    event.preventDefault();
    acts.choose(n, event.shiftKey);
  };
  return (
    <div className={classOf(props)} data-line={n}>
      <span className={styles.gutter}>
        <a
          className={styles.number}
          style={{ width: `${digits}ch` }}
          href={`${props.href}&line=${own}`}
          tabIndex={-1}
          aria-label={host === null ? `Line ${own}` : `Line ${own} of ${host}`}
          onClick={choose}
        >
          {own}
        </a>
        {timeWidth > 0 && (
          <span className={styles.time} style={{ width: `${timeWidth}ch` }}>
            {props.time}
          </span>
        )}
        {host !== null && (
          <span className={styles.name} data-tone={toneOf(host)} style={{ width: `${props.nameWidth}ch` }} title={host}>
            {host}
          </span>
        )}
        <span className={styles.stream}>
          {props.stderr ? <span title="standard error; among lines of stdout it stands where it arrived">E</span> : null}
        </span>
      </span>
      <span className={styles.text} data-text="">
        {text === null ? null : <LineText {...{ n, text, markers, group, hit, current }} onFold={acts.fold} />}
        {props.repeats !== null && <Repeats n={n} count={props.repeats} acts={acts} />}
        {props.cutBytes !== null && (
          <span className={styles.rest}>
            … the line goes on{props.cutBytes > 0 ? `: ${formatBytes(props.cutBytes)} in all` : ''};{' '}
            <Rest {...props}>download it to see the rest</Rest>
          </span>
        )}
        {props.leftOut !== null && (
          <span className={text === '' ? styles.rest : `${styles.rest} ${styles.cutHere}`}>
            … {props.leftOut}
            {text !== '' && (
              <>
                ; <Rest {...props}>download what is stored</Rest>
              </>
            )}
          </span>
        )}
        {props.broken && <span className={styles.rest}>… goes on below</span>}
      </span>
      {props.bookmark !== null && (
        <span className={styles.bookmark} data-bookmark="">
          {formatClock(props.bookmark, 'local', { seconds: true })}
        </span>
      )}
    </div>
  );
});

function Rest({ run, download, stderr, children }: Pick<OutputRowProps, 'run' | 'download' | 'stderr'> & { children: string }) {
  const stream = stderr ? 'stderr' : 'stdout';
  return (
    <a className="link" href={downloadAddress(run, download, stream)} download={`${run}-${download}.${stream}`}>
      {children}
    </a>
  );
}

export function downloadAddress(run: string, host: string, stream: 'stdout' | 'stderr'): string {
  return `/download/runs/${encodeURIComponent(run)}/${encodeURIComponent(host)}/${stream}`;
}

function Repeats({ n, count, acts }: { n: number; count: number; acts: RowActs }) {
  return (
    <button type="button" className={styles.chip} tabIndex={-1} title="Show each of them" onClick={() => acts.fold(n, 'repeat')}>
      × {count.toLocaleString('en')}
    </button>
  );
}

const tones = 6;

/** Always the same for a host; names tell them apart, colours help the eye along. */
function toneOf(host: string): number {
  let sum = 0;
  for (let i = 0; i < host.length; i++) sum = (sum * 31 + host.charCodeAt(i)) % 9973;
  return sum % tones;
}

function classOf({ text, stderr, chosen, moment, bookmark }: OutputRowProps): string {
  return [
    styles.row,
    stderr ? styles.stderr : '',
    text === null ? styles.absent : '',
    moment ? styles.moment : '',
    chosen ? styles.chosen : '',
    bookmark === null ? '' : styles.marked,
  ].join(' ');
}
