// Writes reports down in a worker thread of their own, so that a PDF of a thousand hosts keeps nobody waiting, and signs them
// with the key of the home.
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Report, ReportFormat } from '../../shared/model/report/report.ts';
import type { Statement } from '../../shared/model/report/signature.ts';
import type { FormOptions } from './form/form.ts';
import { fingerprintOfKey, openSigningKey, type SigningKey } from './signature/key.ts';
import { digestOfBytes, type Sealed, sealReport } from './signature/seal.ts';
import type { Task } from './thread/entry.ts';
import { partsOf } from './thread/parts.ts';

/** What the core needs of this room. */
export interface Reporter {
  /** The report in a form, not signed yet. */
  write(report: Report, format: ReportFormat, options: FormOptions): Promise<Uint8Array>;
  /** hexadecimal SHA-256 */
  digest(bytes: Uint8Array): string;
  seal(content: Uint8Array, said: Statement): Sealed;
  /** base64 of the raw key; made when there is none */
  publicKey(): string;
  /** `SHA256:…` of such a key */
  fingerprint(publicKey: string): string;
}

/** The entry beside this file, as it was written or as it was bundled (its name there is given in electron/vite.config.ts). */
const entryUrl = new URL(import.meta.url.endsWith('.ts') ? './thread/entry.ts' : './report-thread.js', import.meta.url);

/** `keyFile`: where the home's key lies or shall lie. */
export function createReporter({ keyFile }: { keyFile: string }): Reporter {
  let key: SigningKey | null = null;
  const opened = () => {
    key ??= openSigningKey(keyFile);
    return key;
  };
  return {
    write: (report, format, options) => writeInThread(report, { format, options }),
    digest: digestOfBytes,
    seal: (content, said) => sealReport(content, said, opened()),
    publicKey: () => opened().publicKey,
    fingerprint: fingerprintOfKey,
  };
}

async function writeInThread(report: Report, task: Task): Promise<Uint8Array> {
  const worker = new Worker(entryUrl, { name: 'djcron report', workerData: task });
  const written = new Promise<Uint8Array>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that writes a report ended with code ${code}`)));
  });
  const [bytes] = await Promise.all([written, handOver(worker, report)]);
  return bytes;
}

async function handOver(worker: Worker, report: Report): Promise<void> {
  for (const part of partsOf(report)) {
    await setImmediate(); // whatever else waits goes first
    worker.postMessage(part);
  }
}
