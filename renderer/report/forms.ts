// The forms of a report as they are told to whoever chooses one.
import type { ReportFormat } from '../../shared/model/report/report.ts';

export const forms: Record<ReportFormat, { name: string; words: string }> = {
  html: { name: 'HTML', words: 'one file, no scripts; signed inside' },
  pdf: { name: 'PDF', words: 'to print or file; signed inside' },
  csv: { name: 'CSV', words: 'one row an execution' },
  xlsx: { name: 'XLSX', words: 'the same rows as a workbook' },
  json: { name: 'JSON', words: 'everything, for programs' },
  md: { name: 'Markdown', words: 'for tickets and chats' },
};
