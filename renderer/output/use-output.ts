// Connects the windows of output (output-lines.ts) with the engine, its events and the screen's frames.
import { useEffect, useEffectEvent, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { client } from '../api/client.ts';
import { onOutput } from '../api/live.ts';
import { createOutputLines, type OutputLines } from './output-lines.ts';

/** Null for the moment before the first paint. */
export function useOutput(run: string, execution: Execution): OutputLines | null {
  const { host, attempt } = execution;
  const [output, setOutput] = useState<OutputLines | null>(null);
  const known = useEffectEvent(() => ({ total: execution.lines, complete: isFinal(execution.state) && execution.lines === 0 }));
  useEffect(() => {
    const opened = createOutputLines(
      {
        read: (from, count) => client.runs.output({ id: run, host, attempt, from, count }),
        nextFrame: (call) => void requestAnimationFrame(call),
      },
      known(),
    );
    const silence = onOutput(run, (hosts) => {
      const grown = hosts.find((row) => row.host === host && row.attempt === attempt);
      if (grown !== undefined) opened.grow(grown.lines);
      else if (hosts.length === 0) opened.grow();
    });
    setOutput(opened);
    return () => {
      silence();
      opened.close();
    };
  }, [run, host, attempt]);
  const ended = isFinal(execution.state);
  useEffect(() => {
    if (ended) output?.grow();
  }, [ended, output]);
  return output;
}
