// A report as a workbook: the executions, and a sheet of facts about the report. Every text is a string cell, never a formula.
import writeExcelFile, { type Row, type Sheet } from 'write-excel-file/node';
import { visible } from '../../../shared/model/harmless-text.ts';
import { documentOf } from '../../../shared/model/report/document.ts';
import type { Report } from '../../../shared/model/report/report.ts';
import { executionColumns } from './execution-columns.ts';

type Cells = Sheet<Buffer>;

/** What a cell of a workbook holds at most. */
const longest = 32_767;

export async function xlsxOf(report: Report): Promise<Uint8Array> {
  return writeExcelFile([executionSheet(report), factSheet(report)]).toBuffer();
}

function textCell(text: string): NonNullable<Row[number]> {
  return { value: visible(text).slice(0, longest), type: String };
}

function headCell(text: string): NonNullable<Row[number]> {
  return { value: text, type: String, fontWeight: 'bold' };
}

function executionSheet(report: Report): Cells {
  const rows: Row[] = report.executions.map((execution) =>
    executionColumns.map(({ value }) => {
      const it = value(execution);
      if (it === null) return null;
      return typeof it === 'number' ? { value: it, type: Number } : textCell(it);
    }),
  );
  return {
    sheet: 'Executions',
    data: [executionColumns.map(({ name }) => headCell(name)), ...rows],
    columns: executionColumns.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
  };
}

function factSheet(report: Report): Cells {
  const { title, summary, sections } = documentOf(report);
  const rows: Row[] = [
    [headCell('Report'), textCell(title)],
    [headCell('Result'), textCell(summary.text)],
  ];
  for (const section of sections) {
    for (const block of section.blocks) {
      if (block.type === 'facts') for (const [name, cell] of block.facts) rows.push([headCell(visible(name)), textCell(cell.text)]);
    }
  }
  return { sheet: 'About', data: rows, columns: [{ width: 24 }, { width: 90 }] };
}
