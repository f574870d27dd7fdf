// Data to stdout in the format that was asked for, talk to stderr. Lists are written row by row, waiting for the reader.
import { type Output, write } from './io.ts';
import { type Column, type TableLook, tableLines } from './table.ts';
import { csvCell, terminalWidth, visible } from './text.ts';

export const formats = ['table', 'json', 'jsonl', 'yaml', 'csv', 'name'] as const;
export type Format = (typeof formats)[number];

export interface ListView<Row> {
  columns: readonly Column<Row>[];
  /** the name or id of a row, for `-o name` */
  name: (row: Row) => string;
  /** said on stderr when a table would have no rows */
  empty: string;
  /** what json and its kin show of a row; default the row itself */
  data?(row: Row): unknown;
}

export interface OneView<Value> {
  columns: readonly Column<Value>[];
  name(value: Value): string;
  /** the lines a person reads */
  text(value: Value, look: TableLook): readonly string[];
}

export interface Look {
  format: Format;
  quiet: boolean;
  verbose: boolean;
  colourOut: boolean;
  colourErr: boolean;
}

export interface Printer {
  readonly look: Look;
  /** Text as it is, to stdout. */
  out: (text: string | Uint8Array) => Promise<void>;
  /** The same to stderr: what a host said there. */
  err: (text: string | Uint8Array) => Promise<void>;
  list<Row>(rows: readonly Row[], view: ListView<Row>): Promise<void>;
  one<Value>(value: Value, view: OneView<Value>): Promise<void>;
  /** A table for a person, on stderr. */
  showTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<void>;
  /** One line for a person, on stderr; not with -q. Control characters in it become visible. */
  talk: (line: string) => Promise<void>;
  /** The same, with -q too. */
  warn(line: string): Promise<void>;
}

export function createPrinter(stdout: Output, stderr: Output, look: Look): Printer {
  const tableTo = (stream: Output, colour: boolean): TableLook => ({ width: stream.isTTY ? terminalWidth(stream) : null, colour });
  const printer: Printer = {
    look,
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    async list(rows, view) {
      if (look.format === 'table') {
        if (rows.length === 0) return printer.talk(view.empty);
        for (const line of tableLines(rows, view.columns, tableTo(stdout, look.colourOut))) await write(stdout, `${line}\n`);
        return;
      }
      for await (const piece of listPieces(rows, view, look.format)) await write(stdout, piece);
    },
    async one(value, view) {
      if (look.format === 'table') await write(stdout, view.text(value, tableTo(stdout, look.colourOut)).map(ended).join(''));
      else if (look.format === 'json') await write(stdout, `${JSON.stringify(value, null, 2)}\n`);
      else if (look.format === 'yaml') await write(stdout, await yamlOf(value));
      else for await (const piece of listPieces([value], { ...view, empty: '' }, look.format)) await write(stdout, piece);
    },
    async showTable(rows, columns) {
      for (const line of tableLines(rows, columns, tableTo(stderr, look.colourErr))) await write(stderr, `${line}\n`);
    },
    talk: async (line) => (look.quiet ? undefined : printer.warn(line)),
    warn: (line) => write(stderr, `${visible(line)}\n`),
  };
  return printer;
}

const ended = (line: string) => `${line}\n`;

async function* listPieces<Row>(rows: readonly Row[], view: ListView<Row>, format: Exclude<Format, 'table'>): AsyncGenerator<string> {
  const dataOf = (row: Row) => (view.data ? view.data(row) : row);
  switch (format) {
    case 'json':
      if (rows.length === 0) yield '[]\n';
      for (const [i, row] of rows.entries()) {
        const json = JSON.stringify(dataOf(row), null, 2).replaceAll('\n', '\n  ');
        yield `${i === 0 ? '[\n' : ''}  ${json}${i === rows.length - 1 ? '\n]\n' : ',\n'}`;
      }
      return;
    case 'jsonl':
      for (const row of rows) yield `${JSON.stringify(dataOf(row))}\n`;
      return;
    case 'yaml':
      yield await yamlOf(rows.map(dataOf));
      return;
    case 'csv':
      yield `${view.columns.map((column) => csvCell(csvName(column.name))).join(',')}\n`;
      for (const row of rows) yield `${view.columns.map((column) => csvCell(column.value(row))).join(',')}\n`;
      return;
    case 'name':
      for (const row of rows) yield `${view.name(row)}\n`;
      return;
  }
}

const csvName = (name: string) => name.toLowerCase().replaceAll(' ', '_');

async function yamlOf(value: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
