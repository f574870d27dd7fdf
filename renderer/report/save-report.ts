// Has a report made and hands it to whoever looks at the page: as a file, with its signature beside where it needs one, or as
// text for the clipboard.
import type { MadeReport } from '../../shared/contract/reports.ts';
import type { ReportFormat } from '../../shared/model/report/report.ts';
import { client } from '../api/client.ts';
import type { ReportAbout } from './about.ts';

export interface Saved {
  name: string;
  entry: number;
  /** null: the signature is in the file */
  signature: string | null;
}

export async function saveReport(about: ReportAbout, format: ReportFormat): Promise<Saved> {
  const made = await client.reports.make({ ...about, format });
  saveFile(made.name, bytesOf(made), made.mediaType);
  return { name: made.name, entry: made.audit.seq, signature: made.signature };
}

export function saveSignature({ name, signature }: Saved): void {
  if (signature !== null) saveFile(`${name}.sig`, new TextEncoder().encode(signature), 'text/plain');
}

export async function copyReport(about: ReportAbout): Promise<void> {
  const made = await client.reports.make({ ...about, format: 'md' });
  await navigator.clipboard.writeText(new TextDecoder().decode(bytesOf(made)));
}

function bytesOf({ base64 }: MadeReport): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The address of the file is given up once the browser has taken it. */
function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
