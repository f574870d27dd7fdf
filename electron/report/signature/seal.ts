// Signs a report: in the file where its form has room for that, else as a text for a file beside it.
import { createHash } from 'node:crypto';
import type { ReportFormat } from '../../../shared/model/report/report.ts';
import { type Signature, type Statement, signatureLine, signatureTail } from '../../../shared/model/report/signature.ts';
import type { SigningKey } from './key.ts';

export function digestOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface Sealed {
  bytes: Uint8Array;
  /** what belongs into FILE.sig; null: the signature is in the file */
  beside: string | null;
}

export function sealReport(content: Uint8Array, said: Statement, key: SigningKey): Sealed {
  const statement = Buffer.from(JSON.stringify(said));
  const signature = { statement: statement.toString('base64'), signature: key.sign(statement), publicKey: key.publicKey };
  return sealedAs(said.format, content, signature);
}

function sealedAs(format: ReportFormat, content: Uint8Array, signature: Signature): Sealed {
  if (format !== 'html' && format !== 'pdf') return { bytes: content, beside: `${signatureLine(signature)}\n` };
  const tail = Buffer.from(content.subarray(-64)).toString('latin1');
  return { bytes: Buffer.concat([content, Buffer.from(signatureTail(format, signature, tail), 'latin1')]), beside: null };
}
