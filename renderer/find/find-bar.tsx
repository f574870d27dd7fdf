// The field that finds in all output of all hosts: what is looked for and how, how much was found where, and ways on.
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { CaseSensitive, ChevronDown, ChevronUp, Filter, Regex, WholeWord, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useState } from 'react';
import { Failure } from '../parts/feedback.tsx';
import { countOf, formatCount } from '../run/counting.ts';
import styles from './find.module.css';
import { type FindQuery, type Found, mostHits } from './found.ts';

interface FindBarProps {
  field: Ref<HTMLInputElement>;
  query: FindQuery;
  onQuery: (query: FindQuery) => void;
  found: Found;
  /** only lines with a match are shown, with so many around each; null: all lines */
  around: number | null;
  onAround: (around: number | null) => void;
  onStep: (step: 1 | -1) => void;
  onHost: (host: string) => void;
  onClose: () => void;
}

/** A search begins when the typing rests. */
const restMs = 200;
const mostChips = 8;
const standardAround = 3;

export function FindBar({ field, query, onQuery, found, around, onAround, onStep, onHost, onClose }: FindBarProps) {
  const [text, setText] = useState(query.pattern);
  useEffect(() => {
    if (text === query.pattern) return;
    const timer = setTimeout(() => onQuery({ ...query, pattern: text }), restMs);
    return () => clearTimeout(timer);
  }, [text, query, onQuery]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className={styles.bar} aria-label="Find in the output of all hosts">
      <div className={styles.line}>
        <TextInput
          ref={field}
          size="xs"
          className={styles.field}
          aria-label="Find in the output of all hosts"
          placeholder="Find in all hosts"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Switch on={query.case} label="Upper and lower case differ" onToggle={() => onQuery({ ...query, case: !query.case })}>
          <CaseSensitive size={15} />
        </Switch>
        <Switch on={query.word} label="Whole words" onToggle={() => onQuery({ ...query, word: !query.word })}>
          <WholeWord size={15} />
        </Switch>
        <Switch on={query.regex} label="Regular expression" onToggle={() => onQuery({ ...query, regex: !query.regex })}>
          <Regex size={15} />
        </Switch>
        <Switch on={false} label="Previous match (N)" onToggle={() => onStep(-1)}>
          <ChevronUp size={15} />
        </Switch>
        <Switch on={false} label="Next match (n)" onToggle={() => onStep(1)}>
          <ChevronDown size={15} />
        </Switch>
        <Switch on={around !== null} label="Show only lines that match" onToggle={() => onAround(around === null ? standardAround : null)}>
          <Filter size={15} />
        </Switch>
        {around !== null && <Around around={around} onAround={onAround} />}
        <span role="status" className={styles.status}>
          {statusOf(found, query)}
        </span>
        <ActionIcon aria-label="Close the search" onClick={onClose}>
          <X size={15} />
        </ActionIcon>
      </div>
      {found.failure !== null && <Failure error={found.failure} />}
      <Hosts counts={found.counts} onHost={onHost} />
    </search>
  );
}

function Around({ around, onAround }: { around: number; onAround: (around: number) => void }) {
  return (
    <label className="caption">
      ±{' '}
      <select value={around} onChange={(event) => onAround(Number(event.currentTarget.value))} aria-label="Lines around each match">
        {[0, 1, 3, 10].map((lines) => (
          <option key={lines} value={lines}>
            {lines}
          </option>
        ))}
      </select>{' '}
      lines
    </label>
  );
}

function Hosts({ counts, onHost }: Pick<FindBarProps, 'onHost'> & { counts: Found['counts'] }) {
  const hosts = [...counts].filter(([, lines]) => lines > 0).sort(([, a], [, b]) => b - a);
  if (hosts.length < 2) return null;
  return (
    <div className={styles.hosts}>
      {hosts.slice(0, mostChips).map(([host, lines]) => (
        <Button key={host} size="compact-xs" variant="default" onClick={() => onHost(host)}>
          {host}: {formatCount(lines)}
        </Button>
      ))}
      {hosts.length > mostChips && <span className="caption">and {countOf(hosts.length - mostChips, 'more host')}</span>}
    </div>
  );
}

function statusOf({ progress, counts, hits }: Found, { pattern }: FindQuery): string {
  if (pattern === '') return 'Looks through everything the hosts wrote, also while they run';
  if (progress === null) return 'Looking…';
  const hosts = [...counts.values()].filter((lines) => lines > 0).length;
  const what = progress.lines === 0 ? 'No line matches' : `${countOf(progress.lines, 'line')} on ${countOf(hosts, 'host')}`;
  const more = progress.lines > hits.length && hits.length >= mostHits ? `; the first ${formatCount(mostHits)} can be gone through` : '';
  const share = progress.total === 0 ? 100 : Math.floor((progress.searched / progress.total) * 100);
  return `${what}${more}${progress.complete ? '' : ` – ${share} % searched`}`;
}

function Switch({ on, label, onToggle, children }: { on: boolean; label: string; onToggle: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant={on ? 'light' : 'subtle'} color={on ? 'accent' : 'gray'} aria-label={label} aria-pressed={on} onClick={onToggle}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
