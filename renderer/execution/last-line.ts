// The last line of output of a host, for a row or a cell that shows no more: as the engine announced it since the page is
// open, else as it is stored.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { api } from '../api/client.ts';
import { plainText } from '../output/screen-line.ts';

/** It is asked for only by what stays in view this long. */
const restMs = 150;

/**
 * The text to show: `announced` is undefined when nothing was announced. While one runs that djcron has something to say of (no
 * contact, a cancel that is not proven yet), that; without any line the cause of the end.
 */
export function useLastLine(run: string, execution: Execution, announced: string | undefined): string {
  const stored = useStoredLastLine(run, execution, announced === undefined);
  if (!isFinal(execution.state) && execution.detail !== null) return execution.detail;
  const line = announced ?? stored;
  return line !== undefined && line !== '' ? plainText(line) : (execution.detail ?? '');
}

function useStoredLastLine(run: string, { host, lines }: Execution, wanted: boolean): string | undefined {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRested(true), restMs);
    return () => clearTimeout(timer);
  }, []);
  const answer = useQuery({
    ...api.runs.output.queryOptions({ input: { id: run, host, from: Math.max(1, lines), count: 1 } }),
    enabled: wanted && rested && lines > 0,
  });
  return answer.data?.lines[0]?.text;
}
