// One line of output: number (a link to it), time, the mark of stderr, and its text in colours.
import { type MouseEvent, memo } from 'react';
import { formatBytes } from '../parts/time-format.ts';
import { ansiSpans } from './ansi-spans.ts';
import styles from './output.module.css';

export interface OutputRowProps {
  n: number;
  /** null: not read yet */
  text: string | null;
  stderr: boolean;
  time: string;
  /** address of the line, without its number */
  href: string;
  chosen: boolean;
  /** the charts point at this line */
  moment: boolean;
  cutBytes: number | null;
  /** its rest comes in a later line */
  broken: boolean;
  /** of lines that are not stored */
  leftOut: string | null;
  digits: number;
  timeWidth: number;
  onChoose: (n: number) => void;
}

export const OutputRow = memo(function OutputRow(props: OutputRowProps) {
  const { n, text, digits, timeWidth } = props;
  const choose = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    props.onChoose(n);
  };
  return (
    <div className={classOf(props)} data-line={n}>
      <span className={styles.gutter}>
        <a
          className={styles.number}
          style={{ width: `${digits}ch` }}
          href={`${props.href}&line=${n}`}
          tabIndex={-1}
          aria-label={`Line ${n}`}
          onClick={choose}
        >
          {n}
        </a>
        {timeWidth > 0 && (
          <span className={styles.time} style={{ width: `${timeWidth}ch` }}>
            {props.time}
          </span>
        )}
        <span className={styles.stream}>{props.stderr ? <span title="standard error">E</span> : null}</span>
      </span>
      <span className={styles.text}>
        {text === null ? null : <Coloured text={text} />}
        {props.cutBytes !== null && (
          <span className={styles.rest}>
            … the line goes on{props.cutBytes > 0 ? `: ${formatBytes(props.cutBytes)} in all` : ''}; download it to see the rest
          </span>
        )}
        {props.leftOut !== null && <span className={styles.rest}>… {props.leftOut}</span>}
        {props.broken && <span className={styles.rest}>… goes on below</span>}
      </span>
    </div>
  );
});

function classOf({ text, stderr, chosen, moment }: OutputRowProps): string {
  return [
    styles.row,
    stderr ? styles.stderr : '',
    text === null ? styles.absent : '',
    moment ? styles.moment : '',
    chosen ? styles.chosen : '',
  ].join(' ');
}

function Coloured({ text }: { text: string }) {
  const spans = ansiSpans(text);
  const [only] = spans;
  // an empty line is copied as a line all the same
  if (only === undefined || (spans.length === 1 && only.className === '' && only.color === undefined)) return only?.text || '\u200b';
  let at = 0;
  return spans.map((span) => {
    const key = at;
    at += span.text.length;
    const classes = span.className.split(' ').map((name) => styles[name]);
    return (
      <span key={key} className={classes.join(' ') || undefined} style={{ color: span.color, backgroundColor: span.background }}>
        {span.text}
      </span>
    );
  });
}
