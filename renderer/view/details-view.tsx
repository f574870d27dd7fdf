// The details of a run as a way to look at it; what they say is in run/run-details.tsx.
import { RunDetails } from '../run/run-details.tsx';
import { useExecutions } from './run-query.ts';
import type { RunViewProps } from './run-view.ts';

export function DetailsView({ named, run, go }: RunViewProps) {
  return <RunDetails run={run} executions={useExecutions(named)} onHost={(host) => go({ host, view: 'output' })} />;
}
