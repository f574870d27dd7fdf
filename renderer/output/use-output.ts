// Connects the windows of output (output-lines.ts) with the engine, its events and the screen's frames.
import { useEffect, useEffectEvent, useState } from 'react';
import { onOutput, useConnection } from '../api/live.ts';
import { createOutputLines, type OutputLines } from './output-lines.ts';
import type { Subject } from './subject.ts';

/** `hosts`: whose growth concerns it; null: every host's. Null for the moment before the first paint. */
export function useOutput(subject: Subject, hosts: readonly string[] | null): OutputLines | null {
  const { run, read, live } = subject;
  const [output, setOutput] = useState<OutputLines | null>(null);
  const known = useEffectEvent(() => ({ total: subject.lines, complete: !subject.live && subject.lines === 0 }));
  const concerned = useEffectEvent((grown: Parameters<Parameters<typeof onOutput>[1]>[0]) => {
    const attempt = subject.execution?.attempt;
    return grown.filter((row) => (hosts === null || hosts.includes(row.host)) && (attempt === undefined || row.attempt === attempt));
  });
  const counts = useEffectEvent(() => new Map(subject.executions.map((one) => [one.host, one.lines])));
  useEffect(() => {
    const opened = createOutputLines({ read, nextFrame: (call) => void requestAnimationFrame(call) }, known());
    // of several hosts the sum: the end is asked for at once, and not found by asking on and on
    const linesOf = counts();
    const silence = onOutput(run, (grown) => {
      const rows = concerned(grown);
      if (opened.failure() !== null) opened.retry(); // the engine speaks again
      for (const { host, lines } of rows) linesOf.set(host, lines);
      if (rows.length > 0) opened.grow([...linesOf.values()].reduce((sum, lines) => sum + lines, 0));
      else if (grown.length === 0) opened.grow();
    });
    setOutput(opened);
    return () => {
      silence();
      opened.close();
    };
  }, [run, read]);
  useEffect(() => {
    if (!live) output?.grow();
  }, [live, output]);
  // what was told of before anybody listened here: the run itself says how far it is
  const { lines } = subject;
  useEffect(() => {
    if (output !== null && lines > output.total()) output.grow(lines);
  }, [lines, output]);
  // what was asked while the engine was away is asked again when it is back, also of a run that is over
  const connection = useConnection();
  useEffect(() => {
    if (connection === 'live' && output !== null && output.failure() !== null) output.retry();
  }, [connection, output]);
  return output;
}
