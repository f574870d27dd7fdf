// A report as JSON, by the schema that docs/report.schema.json publishes.
import type { Report } from '../../../shared/model/report/report.ts';

export function jsonOf(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
