// Whether a report is as it was when it was signed, and by whom. Needs no home and no engine.
import { verify } from 'node:crypto';
import {
  parseSignatureLine,
  type Signature,
  type Statement,
  signatureIn,
  statement,
  tailBytes,
} from '../../../shared/model/report/signature.ts';
import { publicKeyOf } from './key.ts';
import { digestOfBytes } from './seal.ts';

export type Verdict =
  | { result: 'valid'; statement: Statement; publicKey: string }
  /** `why`: one clause */
  | { result: 'changed'; why: string }
  /** it is whole, and signed by a key that nobody here trusts */
  | { result: 'unknown key'; publicKey: string; statement: Statement }
  | { result: 'no signature' };

/** `beside`: the text of FILE.sig, if there is one. `trusted`: base64 of the raw public key; null: nobody knows one. */
export function verifyReport(file: Uint8Array, beside: string | null, trusted: string | null): Verdict {
  const found = findSignature(file, beside);
  if (found === null) return wasReport(file) ? changed('its signature was cut off or taken out') : { result: 'no signature' };
  if (found === 'damaged') return changed('its signature is damaged');
  const { signature, content } = found;
  const said = readStatement(signature);
  const key = publicKeyOf(signature.publicKey);
  if (said === null || key === null) return changed('its signature is damaged');
  if (!verify(null, Buffer.from(signature.statement, 'base64'), key, Buffer.from(signature.signature, 'base64')))
    return changed('the signature does not belong to what it says');
  if (digestOfBytes(content) !== said.sha256) return changed('the content is not what was signed');
  if (signature.publicKey !== trusted) return { result: 'unknown key', publicKey: signature.publicKey, statement: said };
  return { result: 'valid', statement: said, publicKey: signature.publicKey };
}

const changed = (why: string): Verdict => ({ result: 'changed', why });

function findSignature(file: Uint8Array, beside: string | null): { signature: Signature; content: Uint8Array } | 'damaged' | null {
  const found = signatureIn(Buffer.from(file.subarray(-tailBytes)).toString('latin1'));
  if (found === 'damaged') return 'damaged';
  if (found !== null) return { signature: found.signature, content: file.subarray(0, file.byteLength - found.length) };
  if (beside === null) return null;
  const signature = parseSignatureLine(beside);
  return signature === null ? 'damaged' : { signature, content: file };
}

/** HTML and PDF reports are always signed, and say at their beginning or end what they are. */
function wasReport(file: Uint8Array): boolean {
  const begin = Buffer.from(file.subarray(0, 1024)).toString('latin1');
  if (begin.includes('<meta name="generator" content="djcron ')) return true;
  return begin.startsWith('%PDF-') && (Buffer.from(file).includes('(djcron') || !Buffer.from(file.subarray(-1024)).includes('%%EOF'));
}

function readStatement({ statement: text }: Signature): Statement | null {
  try {
    return statement.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}
