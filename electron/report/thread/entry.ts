// What runs in the worker thread: takes one report in parts, writes it down and ends.
import { parentPort, workerData } from 'node:worker_threads';
import type { Report, ReportFormat } from '../../../shared/model/report/report.ts';
import { type FormOptions, formOf } from '../form/form.ts';
import { type Part, withPart } from './parts.ts';

export interface Task {
  format: ReportFormat;
  options: FormOptions;
}

const { format, options } = workerData as Task;
let report: Report | null = null;

parentPort?.on('message', (part: Part) => {
  if (part.type !== 'end') report = withPart(report, part);
  else if (report !== null) void write(report);
});

/** What it throws ends the thread, and is told to who began it. */
async function write(whole: Report): Promise<void> {
  const bytes = Uint8Array.from(await formOf(whole, format, options)); // a buffer of its own, which can be handed over
  parentPort?.postMessage(bytes, [bytes.buffer]);
  parentPort?.close();
}
