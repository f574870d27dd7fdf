// A chart as SVG text: rectangles, lines and words, with nothing that acts and nothing fetched. Light, because it is for
// paper and mail. Pure.
import { visible } from '../harmless-text.ts';
import type { Bar, Chart } from './block.ts';
import type { Tone } from './words.ts';

const width = 720;
const colours: Record<Tone, string> = { ok: '#1a7f4b', failed: '#c4262e', attention: '#b26a00', running: '#1d5fd6', neutral: '#6b7480' };
const ink = '#39414d';
const grid = '#d5dae1';
const size = 11;

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `font`: a family that whoever draws it has. */
export function chartSvg(chart: Chart, font: string): string {
  return chart.type === 'bars' ? barsSvg(chart.title, chart.bars, font) : columnsSvg(chart, font);
}

function svgOf(title: string, height: number, font: string, inside: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    `aria-label="${escapeXml(title)}" font-family="${font}" font-size="${size}">${inside}</svg>`
  );
}

function word(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${ink}" text-anchor="${anchor}">${escapeXml(visible(text))}</text>`;
}

function box(x: number, y: number, w: number, h: number, tone: Tone): string {
  return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${w.toFixed(1)}" height="${h.toFixed(1)}" fill="${colours[tone]}"/>`;
}

const labelWidth = 200;
const valueWidth = 90;
const rowHeight = 18;

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function barsSvg(title: string, bars: readonly Bar[], font: string): string {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const room = width - labelWidth - valueWidth;
  const rows = bars.map((bar, i) => {
    const y = i * rowHeight;
    const length = Math.max(1, (bar.value / most) * room);
    return (
      word(labelWidth - 8, y + 13, shortened(bar.label, 32), 'end') +
      box(labelWidth, y + 4, length, rowHeight - 7, bar.tone) +
      word(labelWidth + length + 6, y + 13, bar.text)
    );
  });
  return svgOf(title, Math.max(1, bars.length) * rowHeight + 4, font, rows.join(''));
}

const left = 44;
const top = 22;
const plotHeight = 130;
const bottom = 26;

function columnsSvg({ title, labels, series }: Extract<Chart, { type: 'columns' }>, font: string): string {
  const totals = labels.map((_, i) => series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0));
  const most = niceCeiling(Math.max(1, ...totals));
  const step = (width - left - 8) / Math.max(1, labels.length);
  const columnWidth = Math.max(1, Math.min(48, step - 4));
  const yOf = (value: number) => top + plotHeight - (value / most) * plotHeight;
  const lines = [0, most / 2, most].map(
    (value) =>
      `<line x1="${left}" y1="${yOf(value).toFixed(1)}" x2="${width - 8}" y2="${yOf(value).toFixed(1)}" stroke="${grid}" stroke-width="1"/>` +
      word(left - 6, yOf(value) + 4, String(value), 'end'),
  );
  const columns = labels.map((_, i) => {
    let base = 0;
    return series
      .map(({ tone, values }) => {
        const value = values[i] ?? 0;
        if (value === 0) return '';
        const drawn = box(left + i * step + 2, yOf(base + value), columnWidth, (value / most) * plotHeight, tone);
        base += value;
        return drawn;
      })
      .join('');
  });
  const inside = legendOf(series) + lines.join('') + columns.join('') + axisWords(labels, step);
  return svgOf(title, top + plotHeight + bottom, font, inside);
}

function legendOf(series: Extract<Chart, { type: 'columns' }>['series']): string {
  let x = left;
  return series
    .map(({ name, tone }) => {
      const item = box(x, 4, 10, 10, tone) + word(x + 15, 13, name);
      x += 30 + name.length * 6.5;
      return item;
    })
    .join('');
}

/** As many as fit without touching. */
function axisWords(labels: readonly string[], step: number): string {
  const longest = Math.max(1, ...labels.map((label) => label.length)) * 6.5 + 14;
  const every = Math.max(1, Math.ceil(longest / step));
  return labels.map((label, i) => (i % every === 0 ? word(left + i * step, top + plotHeight + 16, label) : '')).join('');
}

/** 1, 2, 4, 5 or 10 times a power of ten, even, so that its half is a whole number. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const nice = [1, 2, 4, 6, 8, 10].map((factor) => factor * power).find((candidate) => candidate >= value) ?? 10 * power;
  return nice === 1 ? 2 : nice;
}
