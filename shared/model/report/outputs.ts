// The output of a run's hosts as a report holds it: beginning and end of each, bounded by how many hosts there are, and hosts
// that ended alike and wrote the same in one. Pure; whoever gathers reads the lines.
import type { ExecutionState } from '../run.ts';
import { foldNames } from '../target/fold.ts';
import type { ReportedLine, ReportedOutput } from './report.ts';
import { stateOrder } from './words.ts';

export interface OutputBounds {
  /** lines kept of the beginning and of the end of one host's output */
  head: number;
  tail: number;
  /** characters kept of a line */
  length: number;
}

const linesInAll = 40_000;
const mostOfOneHost = 2000;
const leastOfOneHost = 30;

export function outputBounds(hosts: number): OutputBounds {
  const lines = Math.max(leastOfOneHost, Math.min(mostOfOneHost, Math.floor(linesInAll / Math.max(1, hosts))));
  const tail = Math.ceil(lines / 3);
  return { head: lines - tail, tail, length: 2000 };
}

export interface HostOutput extends Pick<ReportedOutput, 'exitCode' | 'notStored'> {
  host: string;
  state: ExecutionState;
  /** number of display lines there are */
  total: number;
  head: readonly ReportedLine[];
  tail: readonly ReportedLine[];
}

function excerptOf(output: HostOutput, { length }: OutputBounds): Omit<ReportedOutput, 'hosts' | 'folded'> {
  let shortened = 0;
  const lines = [...output.head, ...output.tail].map((line) => {
    if (line.text.length <= length) return line;
    shortened += 1;
    return { ...line, text: line.text.slice(0, length) };
  });
  const last = output.head.at(-1)?.n ?? 0;
  const missing = Math.max(0, (output.tail[0]?.n ?? output.total + 1) - last - 1);
  const { state, exitCode, notStored } = output;
  return { state, exitCode, lines, leftOut: missing === 0 ? null : { after: last, lines: missing }, shortened, notStored };
}

/** What needs somebody first, then the largest group. */
export function foldOutputs(outputs: readonly HostOutput[], bounds: OutputBounds): ReportedOutput[] {
  const groups = new Map<string, { hosts: string[]; excerpt: Omit<ReportedOutput, 'hosts' | 'folded'> }>();
  for (const output of outputs) {
    const excerpt = excerptOf(output, bounds);
    const key = JSON.stringify(excerpt);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { hosts: [output.host], excerpt });
    else group.hosts.push(output.host);
  }
  const rank = (state: string) => stateOrder.indexOf(state);
  return [...groups.values()]
    .map(({ hosts, excerpt }) => ({ hosts, folded: foldNames(hosts), ...excerpt }))
    .sort((a, b) => rank(a.state) - rank(b.state) || b.hosts.length - a.hosts.length);
}
