// What runs in the worker thread: writes one report down and ends.
import { parentPort, workerData } from 'node:worker_threads';
import type { Report, ReportFormat } from '../../../shared/model/report/report.ts';
import { type FormOptions, formOf } from '../form/form.ts';

export interface Task {
  report: Report;
  format: ReportFormat;
  options: FormOptions;
}

const { report, format, options } = workerData as Task;
const bytes = Uint8Array.from(await formOf(report, format, options)); // a buffer of its own, which can be handed over
parentPort?.postMessage(bytes, [bytes.buffer]);
