// A report in the form asked for, as bytes. Each form is loaded when it is first wanted.
import { assertNever } from '../../../shared/errors.ts';
import type { Report, ReportFormat } from '../../../shared/model/report/report.ts';

export interface FormOptions {
  /** of CSV: begin with a byte order mark */
  bom: boolean;
}

export async function formOf(report: Report, format: ReportFormat, options: FormOptions): Promise<Uint8Array> {
  switch (format) {
    case 'html':
      return bytesOf((await import('./html.ts')).htmlOf(report));
    case 'pdf':
      return (await import('./pdf.ts')).pdfOf(report);
    case 'csv':
      return bytesOf((await import('./csv.ts')).csvOf(report, options));
    case 'xlsx':
      return (await import('./xlsx.ts')).xlsxOf(report);
    case 'json':
      return bytesOf((await import('./json.ts')).jsonOf(report));
    case 'md':
      return bytesOf((await import('./markdown.ts')).markdownOf(report));
    default:
      return assertNever(format);
  }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
