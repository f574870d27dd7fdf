// Finding in the output view: whether the field is open, what is looked for, and where the reader is among what was found.
import { type ReactNode, useMemo, useRef, useState } from 'react';
import type { LineRange } from '../../shared/contract/outline.ts';
import type { Execution } from '../../shared/contract/run.ts';
import { useShortcuts } from '../parts/shortcuts.ts';
import { toast } from '../parts/toast.ts';
import { useSteady } from '../run/steady.ts';
import { FindBar } from './find-bar.tsx';
import { type FindQuery, hitFrom, rangesAround, useFound } from './found.ts';
import { type Matches, matchesOf } from './matches.ts';

interface FindPlace {
  run: string;
  executions: readonly Execution[];
  /** the one that is read */
  execution: Execution | undefined;
  line: number | null;
  onLine: (host: string, line: number) => void;
  onHost: (host: string) => void;
}

const nothing: FindQuery = { pattern: '', regex: false, case: false, word: false };

export function useFind({ run, executions, execution, line, onLine, onHost }: FindPlace): {
  bar: ReactNode;
  lines: readonly LineRange[] | null;
  matches: Matches | null;
} {
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState(nothing);
  const [around, setAround] = useState<number | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const looking = open && query.pattern !== '';
  const found = useFound(run, looking ? query : null);
  const step = useSteady((by: 1 | -1) => {
    const place = { host: execution?.host ?? '', line: line ?? 0 };
    const next = hitFrom(
      found.hits.filter((hit) => executions.find(({ host }) => host === hit.host)?.attempt === hit.attempt),
      executions.map(({ host }) => host),
      place,
      by,
    );
    if (next === null) toast('Nothing is found');
    else onLine(next.host, next.n);
  });
  const begin = useSteady(() => {
    setOpen(true);
    // the field may have to come first
    requestAnimationFrame(() => field.current?.select());
  });
  useShortcuts('Find', [
    { keys: '/', title: 'Find in the output of all hosts', run: begin },
    { keys: 'mod+f', title: 'Find in the output of all hosts', run: begin, inFields: true },
    ...(open
      ? [
          { keys: 'n', title: 'Next match', run: () => step(1) },
          { keys: 'shift+n', title: 'Previous match', run: () => step(-1) },
        ]
      : []),
  ]);
  const change = useSteady(setQuery);
  const { host, attempt } = execution ?? { host: '', attempt: 1 };
  const lines = useMemo(
    () => (looking && around !== null ? rangesAround(found.hits, { host, attempt }, around) : null),
    [looking, around, found.hits, host, attempt],
  );
  const matches = useMemo(() => {
    if (!looking) return null;
    const attempts = new Map(executions.map((one) => [one.host, one.attempt]));
    return matchesOf(found.hits, attempts, host === '' || line === null ? null : { host, line });
  }, [looking, found.hits, executions, host, line]);
  const bar = open && (
    <FindBar
      {...{ field, query, found, around, onHost }}
      onQuery={change}
      onAround={setAround}
      onStep={step}
      onClose={() => {
        setOpen(false);
        document.querySelector<HTMLElement>('[data-output]')?.focus();
      }}
    />
  );
  return { bar, lines, matches };
}
