// The outputs of a run as a report holds them: beginning and end of what each group of hosts wrote, bounded by how many groups
// there are. Pure; whoever gathers folds hosts and reads the lines.
import type { ExecutionState } from '../run.ts';
import { foldNames } from '../target/fold.ts';
import type { ReportedLine, ReportedOutput } from './report.ts';
import { stateOrder } from './words.ts';

export interface OutputBounds {
  /** lines kept of the beginning and of the end of one output */
  head: number;
  tail: number;
  /** characters kept of a line */
  length: number;
}

const linesInAll = 40_000;
const mostOfOne = 2000;
const leastOfOne = 30;

export function outputBounds(outputs: number): OutputBounds {
  const lines = Math.max(leastOfOne, Math.min(mostOfOne, Math.floor(linesInAll / Math.max(1, outputs))));
  const tail = Math.ceil(lines / 3);
  return { head: lines - tail, tail, length: 2000 };
}

export interface GroupOutput extends Pick<ReportedOutput, 'hosts' | 'sample' | 'exitCode' | 'notStored'> {
  state: ExecutionState;
  /** number of display lines there are */
  total: number;
  head: readonly ReportedLine[];
  tail: readonly ReportedLine[];
}

/** What needs somebody first, then the largest group. */
export function reportedOutputs(outputs: readonly GroupOutput[], bounds: OutputBounds): ReportedOutput[] {
  const rank = (state: string) => stateOrder.indexOf(state);
  return outputs
    .map((output) => excerptOf(output, bounds))
    .sort((a, b) => rank(a.state) - rank(b.state) || b.hosts.length - a.hosts.length);
}

function excerptOf(output: GroupOutput, { length }: OutputBounds): ReportedOutput {
  let shortened = 0;
  const lines = [...output.head, ...output.tail].map((line) => {
    if (line.text.length <= length) return line;
    shortened += 1;
    return { ...line, text: line.text.slice(0, length) };
  });
  const last = output.head.at(-1)?.n ?? 0;
  const missing = Math.max(0, (output.tail[0]?.n ?? output.total + 1) - last - 1);
  const { hosts, sample, state, exitCode, notStored } = output;
  const leftOut = missing === 0 ? null : { after: last, lines: missing };
  return { hosts, folded: foldNames(hosts), sample, state, exitCode, lines, leftOut, shortened, notStored };
}
