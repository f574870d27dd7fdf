// A report as one HTML file: no scripts, nothing fetched, outputs folded. Its policy forbids what it does not have.
import { createHash } from 'node:crypto';
import { visible, visibleButTabs } from '../../../shared/model/harmless-text.ts';
import type { Block, Cell, Column, Section } from '../../../shared/model/report/block.ts';
import { chartSvg } from '../../../shared/model/report/chart-svg.ts';
import { documentOf } from '../../../shared/model/report/document.ts';
import type { Report, ReportedLine, ReportedOutput } from '../../../shared/model/report/report.ts';
import { bytesWords, countWords, instantWords, lookOfState, numberWords } from '../../../shared/model/report/words.ts';
import { colouredLine } from './coloured-line.ts';
import { style } from './html-style.ts';
import { html, Markup } from './template.ts';

type Colours = Map<string, string>;

/** Beyond it even what should stay in one line is broken. */
const longestWhole = 40;

export function htmlOf(report: Report): string {
  const colours: Colours = new Map();
  const document = documentOf(report);
  const sections = document.sections.map((section, i) => sectionOf(section, i, colours));
  const rules = `${style}${[...colours].map(([name, colour]) => `.${name} { color: ${colour}; }\n`).join('')}`;
  const digest = createHash('sha256').update(rules).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="djcron ${report.version}">
<title>${visible(document.title)}</title>
<style>${new Markup(rules)}</style>
</head>
<body>
<div class="page">
<header>
<p class="made">djcron report, ${instantWords(report.madeAt, report.timezone)} ${report.timezone}</p>
<h1><bdi>${visible(document.title)}</bdi></h1>
<p class="summary">${cellOf(document.summary)}</p>
<nav aria-label="Contents"><ul>${document.sections.map(({ title }, i) => html`<li><a href="#s${i}">${title}</a></li>`)}</ul></nav>
</header>
<main>
${sections}</main>
</div>
</body>
</html>
`.text;
}

function sectionOf({ title, blocks }: Section, i: number, colours: Colours): Markup {
  return html`<section aria-labelledby="s${i}">
<h2 id="s${i}">${title}</h2>
${blocks.map((block) => blockOf(block, title, colours))}</section>
`;
}

function blockOf(block: Block, title: string, colours: Colours): Markup {
  switch (block.type) {
    case 'facts':
      return html`<dl>${block.facts.map(([name, cell]) => html`<dt>${visible(name)}</dt><dd>${cellOf(cell)}</dd>\n`)}</dl>\n`;
    case 'table':
      return tableOf(block.columns, block.rows, { title, empty: block.empty });
    case 'chart':
      return html`<h3>${block.chart.title}</h3>
<div class="scroll">${new Markup(chartSvg(block.chart, 'system-ui, sans-serif'))}</div>
`;
    case 'script':
      return html`<pre dir="ltr">${block.text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${visibleButTabs(line.replace(/\r$/, ''))}\n`)}</pre>\n`;
    case 'outputs':
      return html`${block.outputs.map((output, i) => outputOf(output, { open: i < 3 && output.state !== 'succeeded', colours }))}`;
    case 'note':
      return html`<p class="note">${visible(block.text)}</p>\n`;
  }
}

function cellOf({ text, state, code }: Cell): Markup {
  if (state !== undefined) {
    const { tone, glyph } = lookOfState(state);
    return html`<span class="state ${tone}"><span aria-hidden="true">${glyph} </span>${visible(text)}</span>`;
  }
  return code ? html`<code><bdi>${visible(text)}</bdi></code>` : html`<bdi>${visible(text)}</bdi>`;
}

function tableOf(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { title, empty }: { title: string; empty: string },
): Markup {
  if (rows.length === 0) return html`<p class="note">${empty}</p>\n`;
  const classOf = (i: number, length: number) => {
    if (columns[i]?.align === 'right') return html` class="right"`;
    return columns[i]?.whole && length < longestWhole ? html` class="whole"` : '';
  };
  return html`<div class="scroll" role="region" aria-label="Table of ${title}" tabindex="0"><table>
<thead><tr>${columns.map(({ name }, i) => html`<th scope="col"${classOf(i, name.length)}>${name}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td${classOf(i, cell.text.length)}>${cellOf(cell)}</td>`)}</tr>\n`)}</tbody>
</table></div>
`;
}

function outputOf(output: ReportedOutput, { open, colours }: { open: boolean; colours: Colours }): Markup {
  const { hosts, folded, sample, state, exitCode, lines, leftOut, shortened, notStored } = output;
  const { tone, glyph, word } = lookOfState(state);
  const total = lines.length + (leftOut?.lines ?? 0);
  const rows = lines.flatMap((line) => [
    lineOf(line, colours),
    ...(leftOut?.after === line.n ? [gapOf(`${countWords(leftOut.lines, 'line')} left out of this report`)] : []),
  ]);
  const notes = [
    ...(shortened === 0 ? [] : [`${countWords(shortened, 'line')} shortened`]),
    ...(notStored === null ? [] : [`${bytesWords(notStored.stdout + notStored.stderr)} of each host beyond what its job stores`]),
  ];
  const size = total === 0 ? 'no output' : `${countWords(total, 'line')}${hosts.length === 1 ? '' : ` of ${visible(sample)}`}`;
  const count = hosts.length === 1 ? '' : ` (${numberWords(hosts.length)})`;
  return html`<details${open && rows.length > 0 ? html` open` : ''}>
<summary><span class="size">${size}</span><span class="state ${tone}"><span aria-hidden="true">${glyph} </span>${word}${
    exitCode === null ? '' : `, exit ${exitCode}`
  }</span> <bdi class="hosts">${visible(folded)}${count}</bdi></summary>
<ol class="lines" dir="ltr">
${rows}${notes.map(gapOf)}</ol>
</details>
`;
}

function gapOf(text: string): Markup {
  return html`<li class="gap">${text}</li>\n`;
}

function lineOf({ n, stream, text }: ReportedLine, colours: Colours): Markup {
  const spans = colouredLine(text, colours).map((span) =>
    span.className === '' ? html`${span.text}` : html`<span class="${span.className}">${span.text}</span>`,
  );
  const mark = stream === 'stderr' ? html`<b title="stderr">E</b>` : html`<b></b>`;
  return html`<li><span>${n}</span>${mark}<span>${spans}</span></li>\n`;
}
