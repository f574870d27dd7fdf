// A report as PDF: the same content as in HTML, as real text, with bookmarks. Its fonts come from the package of pdfmake.
import { createRequire } from 'node:module';
import path from 'node:path';
import pdfmake from 'pdfmake';
import type { Content, ContentText, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces';
import type { Block, Cell, Column, Section } from '../../../shared/model/report/block.ts';
import { chartSvg } from '../../../shared/model/report/chart-svg.ts';
import { documentOf } from '../../../shared/model/report/document.ts';
import type { Report, ReportedOutput } from '../../../shared/model/report/report.ts';
import { bytesWords, countWords, instantWords, lookOfState, numberWords, type Tone } from '../../../shared/model/report/words.ts';
import { excerptOf, outputsAtMost } from './pdf-bounds.ts';
import { createPdfText, type PdfText } from './pdf-text.ts';

const colours: Record<Tone, string> = { ok: '#14663c', failed: '#b3161b', attention: '#8a5200', running: '#1d4ed8', neutral: '#5c636e' };
const faint = '#5c636e';
const ruled = {
  hLineWidth: (i: number, node: { table: { body: unknown[] } }) => (i === 0 || i === node.table.body.length ? 0 : i === 1 ? 1 : 0.5),
  vLineWidth: () => 0,
  hLineColor: (i: number) => (i === 1 ? '#9aa3b0' : '#dfe4ea'),
  paddingLeft: (i: number) => (i === 0 ? 0 : 6),
  paddingTop: () => 2,
  paddingBottom: () => 2,
};

export async function pdfOf(report: Report): Promise<Uint8Array> {
  prepareFonts();
  return pdfmake.createPdf(definitionOf(report)).getBuffer();
}

/** The fonts, and nothing else, may be read; nothing may be fetched. */
function prepareFonts(): void {
  const dir = path.join(path.dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', 'Roboto');
  const file = (name: string) => path.join(dir, `Roboto-${name}.ttf`);
  pdfmake.setFonts({
    Roboto: { normal: file('Regular'), bold: file('Medium'), italics: file('Italic'), bolditalics: file('MediumItalic') },
    Courier: { normal: 'Courier', bold: 'Courier-Bold', italics: 'Courier-Oblique', bolditalics: 'Courier-BoldOblique' },
  });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((name) => name.startsWith('Courier') || path.dirname(path.resolve(name)) === dir);
}

function definitionOf(report: Report): TDocumentDefinitions {
  const text = createPdfText();
  const document = documentOf(report);
  const title = text.words(document.title);
  const made = `djcron report, ${instantWords(report.madeAt, report.timezone)} ${report.timezone}`;
  const content: Content[] = [
    { text: made, color: faint, fontSize: 8 },
    { text: title, style: 'title' },
    { text: stateText(document.summary, text), margin: [0, 0, 0, 6] },
    ...document.sections.flatMap((section, i) => sectionOf(section, i, text)),
  ];
  const lacking = text.lacking();
  if (lacking > 0)
    content.push(
      note(
        text.words(`${countWords(lacking, 'character')} that the fonts of this PDF lack are shown as \ufffd or ?; the HTML form has them.`),
      ),
    );
  return {
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [36, 32, 36, 36],
    language: 'en',
    info: { title, creator: `djcron ${report.version}`, producer: 'djcron', creationDate: new Date(report.madeAt) },
    defaultStyle: { font: 'Roboto', fontSize: 9, lineHeight: 1.15 },
    styles: { title: { fontSize: 18, bold: true, margin: [0, 2, 0, 3] }, section: { fontSize: 12.5, bold: true, margin: [0, 14, 0, 5] } },
    content,
    footer: (page, pages) => ({
      columns: [
        { text: title, alignment: 'left' },
        { text: `${page} of ${pages}`, alignment: 'right', width: 60 },
      ],
      color: faint,
      fontSize: 7.5,
      margin: [36, 12, 36, 0],
    }),
  };
}

function note(text: string): Content {
  return { text, color: faint, margin: [0, 4, 0, 4] };
}

function sectionOf({ title, blocks }: Section, i: number, text: PdfText): Content[] {
  const head: Content = { text: title, style: 'section', outline: true, id: `section-${i}`, outlineExpanded: false };
  return [head, ...blocks.flatMap((block) => blockOf(block, `section-${i}`, text))];
}

function blockOf(block: Block, section: string, text: PdfText): Content[] {
  switch (block.type) {
    case 'facts':
      return [factsOf(block.facts, text)];
    case 'table':
      return [block.rows.length === 0 ? note(text.words(block.empty)) : tableOf(block.columns, block.rows, text)];
    case 'chart':
      return [
        {
          unbreakable: true,
          stack: [
            { text: block.chart.title, bold: true, margin: [0, 10, 0, 3], color: '#39414d' },
            { svg: text.words(chartSvg(block.chart, 'Roboto')), width: 560 },
          ],
        },
      ];
    case 'script':
      return [outputText(block.text.replace(/\n$/, '').split('\n').map(text.output).join('\n'))];
    case 'outputs':
      return outputsOf(block.outputs, section, text);
    case 'note':
      return [note(text.words(block.text))];
  }
}

function factsOf(facts: readonly (readonly [string, Cell])[], text: PdfText): Content {
  const body = facts.map(([name, cell]): TableCell[] => [{ text: text.words(name), color: faint }, cellOf(cell, text)]);
  return { table: { widths: [110, '*'], body }, layout: 'noBorders' };
}

function tableOf(columns: readonly Column[], rows: readonly (readonly Cell[])[], text: PdfText): Content {
  const head = columns.map(({ name, align }): TableCell => ({ text: name, bold: true, color: '#39414d', alignment: align ?? 'left' }));
  const body = rows.map((row) => row.map((cell, i): TableCell => ({ ...cellOf(cell, text), alignment: columns[i]?.align ?? 'left' })));
  // fixed shares: to measure every cell of a thousand rows takes longer than all the rest
  const weights = columns.map(
    ({ name, align, wide }) => wide ?? (align === 'right' ? 0.55 : name === 'State' || name === 'Last' ? 0.8 : 1.1),
  );
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const widths = weights.map((weight) => `${((weight / whole) * 100).toFixed(2)}%`);
  return { table: { headerRows: 1, dontBreakRows: true, widths, body: [head, ...body] }, layout: ruled, fontSize: 8 };
}

function cellOf(cell: Cell, text: PdfText): Omit<ContentText, 'text'> & { text: string } {
  if (cell.state !== undefined) return { text: text.words(cell.text), color: colours[lookOfState(cell.state).tone], bold: true };
  if (cell.code) return { text: text.output(cell.text), font: 'Courier', fontSize: 7, lineHeight: 1.3, margin: [0, 1.6, 0, 0] };
  return { text: text.words(cell.text) };
}

function stateText(cell: Cell, text: PdfText): Content {
  return { text: text.words(cell.text), fontSize: 11, color: cell.state === undefined ? '#1b1f27' : colours[lookOfState(cell.state).tone] };
}

function outputText(text: string): Content {
  return { text, font: 'Courier', fontSize: 7.5, lineHeight: 1.4, preserveLeadingSpaces: true, margin: [0, 3, 0, 3] };
}

function outputsOf(outputs: readonly ReportedOutput[], section: string, text: PdfText): Content[] {
  const left = outputs.length - outputsAtMost;
  return [
    ...outputs.slice(0, outputsAtMost).flatMap((output) => outputOf(output, { section, outputs: outputs.length, text })),
    ...(left > 0 ? [note(text.words(`${countWords(left, 'further group')} of hosts left out of this PDF; the HTML form has them.`))] : []),
  ];
}

function outputOf(output: ReportedOutput, { section, outputs, text }: { section: string; outputs: number; text: PdfText }): Content[] {
  const { hosts, folded, state, exitCode, notStored } = output;
  const { word, tone } = lookOfState(state);
  const exit = exitCode === null ? '' : `, exit ${exitCode}`;
  const count = hosts.length === 1 ? '' : ` (${numberWords(hosts.length)}), as ${output.sample} wrote it`;
  const head: Content = {
    text: [{ text: `${word}${exit}  `, color: colours[tone] }, text.words(`${folded}${count}`)],
    bold: true,
    margin: [0, 8, 0, 1],
    outline: true,
    outlineParentId: section,
    outlineText: text.words(`${word}${exit}: ${folded}`),
  };
  const { head: first, leftOut, tail } = excerptOf(output, outputs);
  const linesOf = (lines: typeof first) =>
    lines.length === 0
      ? []
      : [outputText(lines.map((line) => `${line.stream === 'stderr' ? 'E ' : '  '}${text.output(line.text)}`).join('\n'))];
  return [
    head,
    ...(first.length + tail.length === 0 ? [note('no output')] : linesOf(first)),
    ...(leftOut === 0 ? [] : [note(text.words(`${countWords(leftOut, 'line')} left out of this PDF`))]),
    ...linesOf(tail),
    ...(notStored === null
      ? []
      : [note(text.words(`${bytesWords(notStored.stdout + notStored.stderr)} of each host beyond what its job stores`))]),
  ];
}
