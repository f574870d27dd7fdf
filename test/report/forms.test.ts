// Every form of a report, opened by something that reads such files.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formOf } from '../../electron/report/form/form.ts';
import { type Report, type ReportFormat, report as reportSchema } from '../../shared/model/report/report.ts';
import { parseCsv } from '../support/csv.ts';
import { hostileTexts } from '../support/hostile.ts';
import { reportOfRun } from '../support/reports.ts';
import { unzip } from '../support/zip.ts';

async function textOf(report: Report, format: ReportFormat, bom = false): Promise<string> {
  return Buffer.from(await formOf(report, format, { bom })).toString('utf8');
}

/** Hostile wherever a text can be: names too, though no host or job may be called so. */
function hostileReport(): Report {
  const of = (i: number) => hostileTexts[i] ?? '';
  const report = reportOfRun({
    hosts: hostileTexts.length,
    output: (i) => [`host ${i}`, ...hostileTexts],
    script: hostileTexts.join('\n'),
  });
  const executions = report.executions.map((execution, i) => ({ ...execution, host: of(i), job: of(0), detail: of(i), actor: of(i) }));
  const outputs = report.run?.outputs.map((output, i) => ({ ...output, hosts: [of(i)], folded: of(i) })) ?? [];
  const run = report.run && {
    ...report.run,
    job: of(0),
    target: of(2),
    params: Object.fromEntries(hostileTexts.map((text) => [text, text])),
    outputs,
  };
  return { ...report, title: `Run of ${of(1)}`, executions, run };
}

describe('HTML', () => {
  it('holds no markup but its own, whatever hosts, jobs and outputs are called', async () => {
    const page = await textOf(hostileReport(), 'html');
    const tags = new Set([...page.matchAll(/<\/?([a-zA-Z!][a-zA-Z0-9-]*)/g)].map(([, name]) => name?.toLowerCase()));
    expect([...tags].filter((tag) => ['script', 'img', 'iframe', 'object', 'base', 'form', 'link'].includes(tag ?? ''))).toEqual([]);
    // every attribute is one of the template's
    const attributes = new Set(
      [...page.matchAll(/<[a-z][^<>]*>/g)].flatMap(([tag]) => [...tag.matchAll(/\s([a-zA-Z-]+)(?==|\s|>)/g)].map(([, name]) => name)),
    );
    expect([...attributes].filter((name) => name?.startsWith('on'))).toEqual([]);
    expect([...page.matchAll(/href="([^"]*)"/g)].filter(([, to]) => !/^#s\d$/.test(to ?? ''))).toEqual([]);
    expect(page.match(/.{0,60}[\u0000\u0007\u001b\u202e\u2066]/u)).toBeNull();
    expect(page).toContain('\\u202e');
  });

  it('folds outputs, opens those that need somebody, and keeps colours as classes', async () => {
    const page = await textOf(reportOfRun({ hosts: 12 }), 'html');
    expect(page.match(/<details/g)).toHaveLength(12);
    expect(page.match(/<details open>/g)).toHaveLength(1);
    expect(page).toMatch(/<span class="c[0-9a-f]{6}">ok<\/span>/);
    expect(page).toContain('default-src &#39;none&#39;; style-src &#39;sha256-');
  });
});

describe('CSV', () => {
  it('has one row an execution and no cell that a spreadsheet would calculate', async () => {
    const report = hostileReport();
    const [head, ...rows] = parseCsv(await textOf(report, 'csv'));
    expect(head?.slice(0, 5)).toEqual(['run', 'job', 'host', 'state', 'exit_code']);
    expect(rows).toHaveLength(report.executions.length);
    const cells = rows.flat();
    expect(cells.filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => cell.startsWith("'"))).not.toEqual([]);
    expect(rows.map((row) => row[2]?.replace(/^'/, ''))).toEqual(report.executions.map(({ host }) => host.replace(/^'/, '')));
  });

  it('begins with a byte order mark when asked to', async () => {
    const report = reportOfRun({ hosts: 1 });
    expect((await textOf(report, 'csv', true)).charCodeAt(0)).toBe(0xfeff);
    expect(await textOf(report, 'csv')).toMatch(/^run,/);
  });
});

describe('XLSX', () => {
  it('holds texts as texts, numbers as numbers, and no formula', async () => {
    const files = unzip(await formOf(hostileReport(), 'xlsx', { bom: false }));
    const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet.match(/<row /g)).toHaveLength(hostileTexts.length + 1);
    expect([...files.values()].join('')).not.toMatch(/<f[ >]/);
    // the exit code, and a text that begins with an equals sign
    expect(sheet).toMatch(/<c r="E2"[^>]*><v>[01]<\/v>/);
    expect(files.get('xl/sharedStrings.xml') ?? sheet).toContain('=HYPERLINK(');
  });
});

describe('JSON', () => {
  it('is what the published schema says', async () => {
    const report = hostileReport();
    expect(reportSchema.parse(JSON.parse(await textOf(report, 'json')))).toEqual(report);
  });
});

describe('Markdown', () => {
  it('keeps what hosts are called and wrote inside its cells and fences', async () => {
    const text = await textOf(hostileReport(), 'md');
    const unfenced = text.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
    const outside = unfenced.replace(/(`+)[^`][\s\S]*?\1/g, '');
    expect(outside).not.toMatch(/(?<!\\)<(img|script|iframe|a|svg|style)/);
    expect(outside).not.toMatch(/(?<!\\)\[x(?<!\\)\]\(/);
    const table = unfenced.split('\n').filter((line) => line.startsWith('| '));
    const bars = table.map((line) => line.replaceAll(/\\\|/g, '').split('|').length);
    expect(new Set(bars)).toEqual(new Set([10]));
  });
});

describe('PDF', () => {
  const missing = ['pdftotext', 'pdftohtml', 'pdfinfo'].some((name) => spawnSync(name, ['-v']).error !== undefined);

  async function opened(report: Report): Promise<{ text: string; outline: string[]; info: string }> {
    const dir = mkdtempSync(path.join(tmpdir(), 'djcron-pdf-'));
    try {
      const file = path.join(dir, 'report.pdf');
      writeFileSync(file, await formOf(report, 'pdf', { bom: false }));
      const run = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: 'utf8', cwd: dir, maxBuffer: 1 << 26 });
      const xml = run('pdftohtml', '-xml', '-i', '-stdout', file);
      const outline = [
        ...xml
          .split('<outline>')
          .slice(1)
          .join('')
          .matchAll(/<item page="\d+">(.*?)<\/item>/g),
      ].map(([, title]) => title ?? '');
      return { text: run('pdftotext', '-layout', file, '-'), outline, info: run('pdfinfo', file) };
    } finally {
      rmSync(dir, { recursive: true });
    }
  }

  it.skipIf(missing)('says the same as text, with bookmarks', async () => {
    const { text, outline, info } = await opened(reportOfRun({ hosts: 3, stateOf: (i) => (i === 1 ? 'failed' : 'succeeded') }));
    expect(info).toMatch(/^Title: +Run of backup-db$/m);
    for (const words of [
      'partial: 2 succeeded, 1 failed of 3 hosts in 1m 05s',
      'web-0002',
      'a command was not found',
      'checking web-1',
      '#!/bin/sh',
      'df -h /',
      'SHA256:xxxx',
    ])
      expect(text).toContain(words);
    expect(outline).toEqual([
      'Run',
      'Hosts',
      'Output',
      'failed, exit 1: web-0002',
      'succeeded, exit 0: web-0001',
      'succeeded, exit 0: web-0003',
      'Script as it ran',
      'About this report',
    ]);
  });

  it.skipIf(missing)('shows hostile text as text, and says when its fonts lack characters', async () => {
    const { text } = await opened({ ...hostileReport(), notes: ['中文'] });
    expect(text).toContain('</script><script>alert(2)</script>');
    expect(text).toContain('2 characters that the fonts of this PDF lack');
  });

  it.skipIf(missing)('leaves out what nobody would leaf through, and says so', async () => {
    const lines = Array.from({ length: 9000 }, (_, i) => `line ${i}`);
    const { text } = await opened(reportOfRun({ hosts: 1, output: () => lines }));
    expect(text).toMatch(/7\s000 lines left out of this PDF/);
    expect(text).toContain('line 8999');
  });
});
