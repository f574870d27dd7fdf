import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formOf } from '../../electron/report/form/form.ts';
import { knownPublicKey, openSigningKey, type SigningKey } from '../../electron/report/signature/key.ts';
import { digestOfBytes, type Sealed, sealReport } from '../../electron/report/signature/seal.ts';
import { verifyReport } from '../../electron/report/signature/verify.ts';
import { type ReportFormat, reportFormats } from '../../shared/model/report/report.ts';
import { reportOfRun } from '../support/reports.ts';

let dir: string;
let key: SigningKey;
let other: SigningKey;

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'djcron-key-'));
  key = openSigningKey(path.join(dir, 'key.pem'));
  other = openSigningKey(path.join(dir, 'other.pem'));
});
afterAll(() => rmSync(dir, { recursive: true }));

async function sealed(format: ReportFormat): Promise<Sealed> {
  const content = await formOf(reportOfRun({ hosts: 2 }), format, { bom: false });
  const audit = { seq: 13, hash: 'cd'.repeat(32) };
  return sealReport(content, { format, sha256: digestOfBytes(content), audit, madeAt: '2026-11-24T10:00:00.000Z' }, key);
}

describe('the key of a home', () => {
  it('is made once, and may be read by its user only', () => {
    const file = path.join(dir, 'once.pem');
    expect(knownPublicKey(file)).toBeNull();
    const { publicKey } = openSigningKey(file);
    expect(openSigningKey(file).publicKey).toBe(publicKey);
    expect(knownPublicKey(file)).toBe(publicKey);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('that is damaged is refused and not replaced', () => {
    const file = path.join(dir, 'damaged.pem');
    writeFileSync(file, 'no key');
    expect(() => openSigningKey(file)).toThrow(expect.objectContaining({ code: 'DJ-HOME-DAMAGED' }));
    expect(readFileSync(file, 'utf8')).toBe('no key');
  });
});

describe.each(reportFormats)('a signed report as %s', (format) => {
  it('is valid for whoever trusts the key, and for nobody else', async () => {
    const { bytes, beside } = await sealed(format);
    expect(verifyReport(bytes, beside, key.publicKey)).toMatchObject({
      result: 'valid',
      statement: { format, audit: { seq: 13 }, madeAt: '2026-11-24T10:00:00.000Z' },
    });
    expect(verifyReport(bytes, beside, other.publicKey)).toMatchObject({ result: 'unknown key', publicKey: key.publicKey });
    expect(verifyReport(bytes, beside, null)).toMatchObject({ result: 'unknown key' });
  });

  it('is changed when any byte of it is', async () => {
    const { bytes, beside } = await sealed(format);
    const step = Math.max(1, Math.floor(bytes.byteLength / 97));
    const unnoticed: number[] = [];
    for (let at = 0; at < bytes.byteLength; at += step) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      if (verifyReport(changed, beside, key.publicKey).result === 'valid') unnoticed.push(at);
    }
    expect(unnoticed).toEqual([]);
    const middle = Uint8Array.from(bytes);
    middle[300] = (middle[300] ?? 0) ^ 1;
    expect(verifyReport(middle, beside, key.publicKey)).toMatchObject({ result: 'changed' });
  });

  it('is changed when it is cut, or something was written after it', async () => {
    const { bytes, beside } = await sealed(format);
    for (const part of [0.3, 0.9, 0.999]) {
      const cut = bytes.subarray(0, Math.floor(bytes.byteLength * part));
      expect(verifyReport(cut, beside, key.publicKey)).toMatchObject({ result: 'changed' });
    }
    expect(verifyReport(Buffer.concat([bytes, Buffer.from('\n')]), beside, key.publicKey)).toMatchObject({ result: 'changed' });
  });

  it('is changed when somebody signs another content in its place with a statement of the first', async () => {
    const { bytes, beside } = await sealed(format);
    if (beside === null) return expect(bytes.byteLength).toBeGreaterThan(0); // its statement goes with it
    const another = await formOf(reportOfRun({ hosts: 3 }), format, { bom: false });
    expect(verifyReport(another, beside, key.publicKey)).toMatchObject({ result: 'changed' });
    expect(verifyReport(bytes, 'djcron-signature v1 x', key.publicKey)).toMatchObject({ result: 'changed' });
  });
});

it('a file that is no report has no signature', () => {
  expect(verifyReport(Buffer.from('hello'), null, key.publicKey)).toEqual({ result: 'no signature' });
});
