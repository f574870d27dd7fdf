// What a report says to a reader, in sections: decided here for every form that is to be read. Pure.
import type { Cell, ReportDocument, Section } from './block.ts';
import { periodSections } from './document-period.ts';
import { outcomeOfRun, runSections } from './document-run.ts';
import type { Report } from './report.ts';
import { progressOfPeriod } from './so-far.ts';
import { instantWords, lookOfState } from './words.ts';

export function documentOf(report: Report): ReportDocument {
  const { run, period } = report;
  const sections = [
    ...(run === null ? [] : runSections(report, run)),
    ...(period === null ? [] : periodSections(report, period)),
    aboutSection(report),
  ];
  return { title: report.title, summary: summaryOf(report), sections };
}

function summaryOf({ run, period, executions, madeAt }: Report): Cell {
  if (run !== null) {
    const { word } = lookOfState(run.state);
    return { state: run.state, text: `${word}: ${outcomeOfRun(run, executions)}` };
  }
  if (period === null) return { text: '' };
  const failed = period.finished - period.succeeded;
  const progress = progressOfPeriod(period, madeAt);
  if (progress === 'not begun') return { text: 'the time has not begun yet' };
  const soFar = progress === 'so far' ? ' so far' : '';
  if (period.finished === 0) return { text: period.runs === 0 ? `nothing ran${soFar}` : 'nothing has finished yet' };
  return failed === 0
    ? { state: 'succeeded', text: `all of ${period.finished} finished runs succeeded${soFar}` }
    : { state: 'partial', text: `${failed} of ${period.finished} finished runs did not succeed${soFar}` };
}

function aboutSection(report: Report): Section {
  const { madeAt, madeBy, version, timezone, audit, notes } = report;
  const facts: [string, Cell][] = [
    ['Made', { text: `${instantWords(madeAt, timezone)} by ${madeBy}, with djcron ${version}` }],
    ['Times', { text: `in ${timezone}` }],
    ['Rests on', { text: audit.seq === 0 ? 'an empty audit log' : `audit entry ${audit.seq}, ${audit.hash}`, code: audit.seq > 0 }],
  ];
  const remarks = notes.map((text) => ({ type: 'note' as const, text }));
  return { title: 'About this report', blocks: [{ type: 'facts', facts }, ...remarks] };
}
