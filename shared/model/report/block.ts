// A report as something to be read: a title, and sections of facts, tables, charts, scripts and outputs. HTML, PDF and Markdown
// are ways of writing this down; none of them decides what a report says.
import type { ReportedOutput } from './report.ts';
import type { Tone } from './words.ts';

export interface Cell {
  text: string;
  /** shown with the glyph and colour of its family */
  state?: string;
  /** an id, a host, a key: in letters of equal width */
  code?: boolean;
}

export interface Column {
  name: string;
  align?: 'right';
  /** stays in one line */
  whole?: true;
  /** share of the width, where it is not as wide as what it holds */
  wide?: number;
}

export interface Bar {
  label: string;
  value: number;
  text: string;
  tone: Tone;
}

export type Chart =
  | { type: 'bars'; title: string; bars: readonly Bar[] }
  | {
      type: 'columns';
      title: string;
      labels: readonly string[];
      series: readonly { name: string; tone: Tone; values: readonly number[] }[];
    };

export type Block =
  | { type: 'facts'; facts: readonly (readonly [string, Cell])[] }
  | { type: 'table'; columns: readonly Column[]; rows: readonly (readonly Cell[])[]; empty: string }
  | { type: 'chart'; chart: Chart }
  | { type: 'script'; text: string }
  | { type: 'outputs'; outputs: readonly ReportedOutput[] }
  | { type: 'note'; text: string };

export interface Section {
  title: string;
  blocks: readonly Block[];
}

export interface ReportDocument {
  title: string;
  /** one line that says how it went */
  summary: Cell;
  sections: readonly Section[];
}
