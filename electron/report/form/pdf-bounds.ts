// How much of the outputs a PDF takes: what nobody would leaf through is in the HTML form.
import type { ReportedLine, ReportedOutput } from '../../../shared/model/report/report.ts';

const linesInAll = 3000;
const leastOfOne = 20;
export const outputsAtMost = 200;

export interface Excerpt {
  head: readonly ReportedLine[];
  /** lines of the host that are not here */
  leftOut: number;
  tail: readonly ReportedLine[];
}

export function excerptOf({ lines, leftOut }: ReportedOutput, outputs: number): Excerpt {
  const most = Math.max(leastOfOne, Math.floor(linesInAll / Math.max(1, Math.min(outputs, outputsAtMost))));
  const missing = leftOut?.lines ?? 0;
  if (lines.length > most) {
    const tail = Math.floor(most / 3);
    return { head: lines.slice(0, most - tail), leftOut: lines.length - most + missing, tail: lines.slice(-tail) };
  }
  const at = leftOut === null ? lines.length : lines.findIndex((line) => line.n > leftOut.after);
  const cut = at === -1 ? lines.length : at;
  return { head: lines.slice(0, cut), leftOut: missing, tail: lines.slice(cut) };
}
