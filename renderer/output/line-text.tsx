// The text of a line: its colours and links as spans; a line that marks a group or a message is shown as what it means. All of
// what the host wrote stays in the text, so that a copy is exact.
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { type Marker, markerOf } from '../../shared/model/markers.ts';
import { countOf } from '../run/counting.ts';
import { ansiSpans } from './ansi-spans.ts';
import styles from './line-text.module.css';
import paneStyles from './output.module.css';

interface LineTextProps {
  n: number;
  text: string;
  markers: boolean;
  /** see OutputRow */
  group: number | null;
  onFold: (n: number, kind: 'group') => void;
}

export const LineText = memo(function LineText({ n, text, markers, group, onFold }: LineTextProps) {
  const marker = markers ? markerOf(text) : null;
  if (marker === null) return <Coloured text={text} />;
  if (marker.kind === 'group') return <Group {...{ n, marker, group, onFold }} />;
  if (marker.kind === 'endgroup') return <span className={styles.endgroup}>{text}</span>;
  return <Message marker={marker} />;
});

function Group({ n, marker, group, onFold }: { marker: Marker } & Pick<LineTextProps, 'n' | 'group' | 'onFold'>) {
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
        <Coloured text={marker.text} />
      </strong>
      {folded && <span className={paneStyles.rest}>{countOf(group, 'line')}</span>}
    </>
  );
}

const words = { notice: 'notice', warning: 'warning', error: 'error' } as const;

function Message({ marker }: { marker: Marker }) {
  const kind = marker.kind as keyof typeof words;
  const place = /\bfile=([^,:]+)(?:,line=(\d+))?/.exec(marker.prefix);
  return (
    <span className={styles.said} data-kind={kind}>
      <span className={styles.kind}>{words[kind]}</span>
      <span className={styles.written}>{marker.prefix}</span>
      <Coloured text={marker.text} />
      {place !== null && <span className={paneStyles.rest}>{[place[1], place[2]].filter((part) => part !== undefined).join(':')}</span>}
    </span>
  );
}

function Coloured({ text }: { text: string }) {
  const spans = ansiSpans(text);
  const [only] = spans;
  // an empty line is copied as a line all the same
  if (only === undefined || (spans.length === 1 && only.className === '' && only.color === undefined && only.link === undefined))
    return only?.text || '\u200b';
  let at = 0;
  return spans.map((span) => {
    const key = at;
    at += span.text.length;
    const classes = span.className.split(' ').map((name) => styles[name]);
    const look = { className: classes.join(' ') || undefined, style: { color: span.color, backgroundColor: span.background } };
    if (span.link === undefined)
      return (
        <span key={key} {...look}>
          {span.text}
        </span>
      );
    return (
      // where it leads is told, since the text may say something else
      <a key={key} {...look} href={span.link} title={span.link} target="_blank" rel="noreferrer noopener">
        {span.text}
      </a>
    );
  });
}
