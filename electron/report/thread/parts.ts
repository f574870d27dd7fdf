// A report in pieces of which each crosses into the thread in a moment: at once, the rows of a large one would keep everybody
// else waiting while they are copied.
import type { Report, ReportedExecution, ReportedOutput } from '../../../shared/model/report/report.ts';

export type Part =
  | { type: 'head'; report: Report }
  | { type: 'executions'; executions: readonly ReportedExecution[] }
  | { type: 'outputs'; outputs: readonly ReportedOutput[] }
  | { type: 'end' };

const rowsAtOnce = 500;

/** The head is without its executions and outputs; these follow in order. */
export function* partsOf(report: Report): Generator<Part> {
  const { run, executions } = report;
  yield { type: 'head', report: { ...report, executions: [], run: run && { ...run, outputs: [] } } };
  for (let at = 0; at < executions.length; at += rowsAtOnce)
    yield { type: 'executions', executions: executions.slice(at, at + rowsAtOnce) };
  let outputs: ReportedOutput[] = [];
  let rows = 0;
  for (const output of run?.outputs ?? []) {
    if (rows + output.lines.length > rowsAtOnce && outputs.length > 0) {
      yield { type: 'outputs', outputs };
      outputs = [];
      rows = 0;
    }
    outputs.push(output);
    rows += output.lines.length;
  }
  yield { type: 'outputs', outputs };
  yield { type: 'end' };
}

/** Gives the report with the part in it. */
export function withPart(report: Report | null, part: Exclude<Part, { type: 'end' }>): Report {
  if (part.type === 'head' || report === null) {
    if (part.type !== 'head') throw new Error('a part of a report came before its head');
    return part.report;
  }
  if (part.type === 'executions') report.executions.push(...part.executions);
  else report.run?.outputs.push(...part.outputs);
  return report;
}
