// How the signature of a report is written down: one line, at the end of an HTML or PDF file where readers pass over it, in a
// file beside every other form. Pure: whoever calls signs, verifies and digests.
import * as z from 'zod';
import { type ReportFormat, reportFormats } from './report.ts';

/** What is signed: the content's digest, and the audit entry that says it was made. */
export const statement = z.object({
  format: z.enum(reportFormats),
  /** SHA-256 of the content, in hexadecimal */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  audit: z.object({ seq: z.number().int(), hash: z.string() }),
  madeAt: z.string(),
});
export type Statement = z.infer<typeof statement>;

/** Base64 each; the statement is JSON, signed byte for byte. */
export interface Signature {
  statement: string;
  signature: string;
  /** raw, 32 bytes */
  publicKey: string;
}

const mark = 'djcron-signature v1';
const line = /^djcron-signature v1 ([A-Za-z0-9+/=]+) ([A-Za-z0-9+/=]+) ([A-Za-z0-9+/=]+)$/;

export function signatureLine(signature: Signature): string {
  return `${mark} ${signature.statement} ${signature.signature} ${signature.publicKey}`;
}

/** null when it is none. */
export function parseSignatureLine(text: string): Signature | null {
  const match = line.exec(text.trim());
  if (match === null) return null;
  const [, said = '', signature = '', publicKey = ''] = match;
  return { statement: said, signature, publicKey };
}

export function isEmbedded(format: ReportFormat): boolean {
  return format === 'html' || format === 'pdf';
}

/** What comes after the content, which for a PDF is `tail` and before. A PDF must end as one does: its last lines are said again. */
export function signatureTail(format: 'html' | 'pdf', signature: Signature, tail: string): string {
  if (format === 'html') return `<!-- ${signatureLine(signature)} -->\n`;
  const xref = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? '0';
  return `% ${signatureLine(signature)}\nstartxref\n${xref}\n%%EOF\n`;
}

/** The longest a signature's part of a file is, in bytes. */
export const tailBytes = 2048;

const embedded = /(?:<!-- (djcron-signature v1 [^\n]*) -->\n|% (djcron-signature v1 [^\n]*)\nstartxref\n\d+\n%%EOF\n)$/;

/**
 * The signature in the last bytes of a file, and how many of them are its part; `damaged` when there is something of one that
 * cannot be read or does not stand at the end; null when there is nothing of one.
 */
export function signatureIn(tail: string): { signature: Signature; length: number } | 'damaged' | null {
  const match = embedded.exec(tail);
  if (match === null) return tail.includes('djcron-signature') ? 'damaged' : null;
  const signature = parseSignatureLine(match[1] ?? match[2] ?? '');
  return signature === null ? 'damaged' : { signature, length: match[0].length };
}

const keyText = /^(?:djcron-ed25519 )?([A-Za-z0-9+/]{43}=)$/;

/** As it is shown and given: `djcron-ed25519 ` and 32 bytes in base64. */
export function publicKeyText(publicKey: string): string {
  return `djcron-ed25519 ${publicKey}`;
}

/** Base64 of the raw key; null when the text is none. */
export function parsePublicKey(text: string): string | null {
  return keyText.exec(text.trim())?.[1] ?? null;
}
