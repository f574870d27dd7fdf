// Where on the page of a run the reader is: kept in the address, so that what is seen can be linked to.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { firstHost, nextNotSucceeded } from '../run/host-order.ts';
import { useSteady } from '../run/steady.ts';
import { executionsNow } from './run-query.ts';
import type { Move } from './run-view.ts';
import { type ViewName, viewOf } from './view-names.ts';

interface Place {
  view: ViewName;
  host: string | null;
  line: number | null;
  go: (move: Move) => void;
  /** to the next or previous host that did not succeed */
  step: (by: 1 | -1) => void;
}

/** `views`: those there are. */
export function usePlace(named: string, id: string, views: readonly ViewName[]): Place {
  const search = useSearch({ from: '/runs/$id' });
  const navigate = useNavigate();
  // chosen once, when the page opens: an execution that fails later does not pull the reader away
  const [first] = useState(() => firstHost(executionsNow(named), search.host));
  const view = viewOf(search, executionsNow(named).length, views);
  const host = search.host ?? first;
  const go = useSteady((move: Move) => {
    const next = { host: host ?? undefined, view, ...move };
    void navigate({ to: '/runs/$id', params: { id }, search: next, replace: true });
  });
  const step = useSteady((by: 1 | -1) => {
    const next = nextNotSucceeded(executionsNow(named), host, by);
    if (next !== null) go({ host: next });
  });
  return { view, host, line: search.line ?? null, go, step };
}
