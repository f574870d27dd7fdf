// A report as CSV: one row an execution, commas, quotes where needed, lines ended as RFC 4180 says, no cell a formula.
import { csvCell } from '../../../shared/model/harmless-text.ts';
import type { Report } from '../../../shared/model/report/report.ts';
import { executionColumns } from './execution-columns.ts';

/** `bom`: for programs that take a file without one for something else than UTF-8. */
export function csvOf(report: Report, { bom }: { bom: boolean }): string {
  const rows = [
    executionColumns.map(({ name }) => name),
    ...report.executions.map((execution) => executionColumns.map(({ value }) => value(execution))),
  ];
  return `${bom ? '\ufeff' : ''}${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
}
