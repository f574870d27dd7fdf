// The text of a line: its colours and links as spans; a line that marks a group or a message is shown as what it means. All of
// what the host wrote stays in the text, so that a copy is exact.
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { type Marker, markerOf } from '../../shared/model/markers.ts';
import type { FoundHit } from '../find/found.ts';
import { piecesOf, type Range, shownRanges } from '../find/matches.ts';
import { countOf } from '../run/counting.ts';
import { ansiSpans, type Span } from './ansi-spans.ts';
import styles from './line-text.module.css';
import paneStyles from './output.module.css';

interface LineTextProps {
  n: number;
  text: string;
  markers: boolean;
  /** see OutputRow */
  group: number | null;
  hit: FoundHit | null;
  current: boolean;
  onFold: (n: number, kind: 'group') => void;
}

export const LineText = memo(function LineText({ n, text, markers, group, hit, current, onFold }: LineTextProps) {
  const marker = markers ? markerOf(text) : null;
  if (marker === null) return <Coloured {...{ text, hit, current }} />;
  if (marker.kind === 'group') return <Group {...{ n, marker, group, hit, current, onFold }} />;
  if (marker.kind === 'endgroup') return <span className={styles.endgroup}>{text}</span>;
  return <Message {...{ marker, hit, current }} />;
});

function Group({ n, marker, group, hit, current, onFold }: { marker: Marker } & Omit<LineTextProps, 'text' | 'markers'>) {
  const folded = group !== null && group > 0;
  return (
    <>
      <button
        type="button"
        className={styles.fold}
        aria-expanded={!folded}
        disabled={group === null}
        onClick={() => onFold(n, 'group')}
        aria-label={`${marker.text}: ${folded ? 'show its lines' : 'fold its lines'}`}
      >
        {folded ? <ChevronRight size={13} /> : <ChevronDown size={13} />}
      </button>
      <span className={styles.written}>{marker.prefix}</span>
      <strong>
        <Coloured text={marker.text} hidden={marker.prefix.length} {...{ hit, current }} />
      </strong>
      {folded && <span className={paneStyles.rest}>{countOf(group, 'line')}</span>}
    </>
  );
}

const words = { notice: 'notice', warning: 'warning', error: 'error' } as const;

function Message({ marker, hit, current }: { marker: Marker } & Pick<LineTextProps, 'hit' | 'current'>) {
  const kind = marker.kind as keyof typeof words;
  const place = /\bfile=([^,:]+)(?:,line=(\d+))?/.exec(marker.prefix);
  return (
    <span className={styles.said} data-kind={kind}>
      <span className={styles.kind}>{words[kind]}</span>
      <span className={styles.written}>{marker.prefix}</span>
      <Coloured text={marker.text} hidden={marker.prefix.length} {...{ hit, current }} />
      {place !== null && <span className={paneStyles.rest}>{[place[1], place[2]].filter((part) => part !== undefined).join(':')}</span>}
    </span>
  );
}

interface ColouredProps extends Pick<LineTextProps, 'text' | 'hit' | 'current'> {
  /** characters of the line before it */
  hidden?: number;
}

function Coloured({ text, hit, current, hidden = 0 }: ColouredProps) {
  const spans = ansiSpans(text);
  const ranges = hit === null ? none : shownRanges(spans.map((span) => span.text).join(''), hit, hidden);
  const [only] = spans;
  // an empty line is copied as a line all the same
  if (only === undefined) return '\u200b';
  if (spans.length === 1 && only.className === '' && only.color === undefined && only.link === undefined)
    return <Marked text={only.text || '\u200b'} at={0} {...{ ranges, current }} />;
  let at = 0;
  return spans.map((span) => {
    const key = at;
    at += span.text.length;
    return (
      <Look key={key} span={span}>
        <Marked text={span.text} at={key} {...{ ranges, current }} />
      </Look>
    );
  });
}

const none: readonly Range[] = [];

function Look({ span, children }: { span: Span; children: ReactNode }) {
  const classes = span.className.split(' ').map((name) => styles[name]);
  const look = { className: classes.join(' ') || undefined, style: { color: span.color, backgroundColor: span.background } };
  if (span.link === undefined) return <span {...look}>{children}</span>;
  return (
    // where it leads is told, since the text may say something else
    <a {...look} href={span.link} title={span.link} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

interface MarkedProps {
  text: string;
  /** where in the line it begins */
  at: number;
  ranges: readonly Range[];
  current: boolean;
}

/** Text with what was found in it. */
function Marked({ text, at, ranges, current }: MarkedProps) {
  if (ranges.length === 0) return text;
  return piecesOf(text, at, ranges).map((piece) =>
    piece.found ? (
      <mark key={piece.at} className={current ? `${styles.found} ${styles.current}` : styles.found} data-current={current || undefined}>
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}
