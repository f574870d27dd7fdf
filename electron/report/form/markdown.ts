// A report in Markdown, for tickets and chats: figures, tables, and outputs as far as a reader of those wants them.
import { plainLine, visible } from '../../../shared/model/harmless-text.ts';
import type { Block, Cell, Chart } from '../../../shared/model/report/block.ts';
import { documentOf } from '../../../shared/model/report/document.ts';
import type { Report, ReportedOutput } from '../../../shared/model/report/report.ts';
import { bytesWords, countWords, lookOfState } from '../../../shared/model/report/words.ts';

const linesAtMost = 40;
const outputsAtMost = 20;

export function markdownOf(report: Report): string {
  const { title, summary, sections } = documentOf(report);
  const parts = sections.map((section) => `## ${section.title}\n\n${section.blocks.map(blockOf).join('')}`);
  return `# ${inline(title)}\n\n${cellOf(summary)}\n\n${parts.join('')}`;
}

function blockOf(block: Block): string {
  switch (block.type) {
    case 'facts':
      return `${block.facts.map(([name, cell]) => `- ${inline(name)}: ${cellOf(cell)}\n`).join('')}\n`;
    case 'table':
      if (block.rows.length === 0) return `${inline(block.empty)}\n\n`;
      return `${[
        block.columns.map(({ name }) => name),
        block.columns.map(({ align }) => (align === 'right' ? '--:' : '---')),
        ...block.rows.map((row) => row.map(cellOf)),
      ]
        .map((row) => `| ${row.join(' | ')} |\n`)
        .join('')}\n`;
    case 'chart':
      return chartOf(block.chart);
    case 'script':
      return `${fenced(block.text.replace(/\n$/, '').split('\n').map(plainLine))}\n`;
    case 'outputs':
      return outputsOf(block.outputs);
    case 'note':
      return `${inline(block.text)}\n\n`;
  }
}

/** Nothing of a text is markup, and it stays in its line and its cell. */
function inline(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>#|~!&]/g, (character) => `\\${character}`);
}

function cellOf({ text, state, code }: Cell): string {
  if (state !== undefined) return `${lookOfState(state).glyph} ${inline(text)}`;
  if (!code || text === '' || text === '–') return inline(text);
  const plain = visible(text).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(plain) + 1);
  const pad = plain.startsWith('`') || plain.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function fenced(lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, ...lines.map((line) => longestRun(line) + 1)));
  return `${fence}text\n${lines.map((line) => `${line}\n`).join('')}${fence}\n`;
}

/** A table says what bars would. */
function chartOf(chart: Chart): string {
  if (chart.type === 'bars') return '';
  const rows = chart.labels.flatMap((label, i) => {
    const values = chart.series.map(({ values: own }) => own[i] ?? 0);
    return values.every((value) => value === 0) ? [] : [`| ${label} | ${values.join(' | ')} |\n`];
  });
  const head = `| | ${chart.series.map(({ name }) => name).join(' | ')} |\n|---|${chart.series.map(() => '--:').join('|')}|\n`;
  return `### ${chart.title}\n\n${head}${rows.join('')}\n`;
}

function outputsOf(outputs: readonly ReportedOutput[]): string {
  const left = outputs.length - outputsAtMost;
  const more = left > 0 ? `${countWords(left, 'further group')} of hosts: see the HTML form.\n\n` : '';
  return `${outputs.slice(0, outputsAtMost).map(outputOf).join('')}${more}`;
}

function outputOf({ folded, hosts, state, exitCode, lines, leftOut, notStored }: ReportedOutput): string {
  const exit = exitCode === null ? '' : `, exit ${exitCode}`;
  const head = `**${inline(folded)}** (${hosts.length}): ${lookOfState(state).word}${exit}`;
  if (lines.length === 0) return `${head}, no output\n\n`;
  const half = linesAtMost / 2;
  const shown = lines.length <= linesAtMost ? lines : [...lines.slice(0, half), ...lines.slice(-half)];
  const missing = lines.length - shown.length + (leftOut?.lines ?? 0);
  const notes = [
    ...(missing === 0 ? [] : [`${countWords(missing, 'line')} in the middle left out here`]),
    ...(notStored === null ? [] : [`${bytesWords(notStored.stdout + notStored.stderr)} of each host are not stored`]),
  ];
  return `${head}\n\n${fenced(shown.map((line) => plainLine(line.text)))}${notes.map((note) => `\n${note}\n`).join('')}\n`;
}
