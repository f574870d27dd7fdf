// The job file as a document that both the form and the YAML editor change: an edit touches one value and leaves comments,
// order and everything it does not know alone. Judging the content is left to the engine (`jobs.validate`).
import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  parse,
  parseDocument,
  Scalar,
  type ToStringOptions,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { keepLayout } from './yaml-layout.ts';

export type Path = readonly (string | number)[];

export const newJob = `apiVersion: djcron/v1
kind: Job
name: new-job
description: ""
targets: "@all"
script:
  text: |
    #!/bin/sh
    set -eu
    uname -a
    uptime
`;

/** Failsafe: every scalar is the text that stands there, so that `022` is not written back as `22`. */
export function read(yaml: string): Document {
  return parseDocument(yaml, { schema: 'failsafe', strict: true, uniqueKeys: true });
}

/** A value to write; `undefined` (or an empty mapping left behind) takes the key away. */
export type Value = string | number | boolean | Value[] | { [key: string]: Value | undefined } | undefined;

/** Writes one value into the file and gives the new text; the same text when it is no mapping. */
export function withValue(yaml: string, path: Path, value: Value): string {
  const attempts = layoutsOf(yaml, value).map((layout) => edited(yaml, path, value, layout));
  return attempts.find((attempt) => attempt.kept)?.text ?? attempts[0]?.text ?? yaml;
}

type Layout = Pick<ToStringOptions, 'indent' | 'indentSeq' | 'flowCollectionPadding'>;

/** Layouts the author may have used, likeliest first. */
function layoutsOf(yaml: string, value: Value): Layout[] {
  const flowCollectionPadding = Array.isArray(value) ? /\[ /.test(yaml) : !/\{\S/.test(yaml);
  const indentSeq = !/^ *- /m.test(yaml) || !/^(\s*)\S.*:[ \t]*\n\1- /m.test(yaml);
  const indent = indentOf(yaml);
  return [indent, ...[2, 4].filter((other) => other !== indent)].map((width) => ({ indent: width, indentSeq, flowCollectionPadding }));
}

function indentOf(yaml: string): number {
  const first = /:[ \t]*(?:#.*)?\n( +)[^\s-]/.exec(yaml)?.[1];
  return first === undefined ? 2 : Math.min(8, first.length);
}

function edited(yaml: string, path: Path, value: Value, layout: Layout): { text: string; kept: boolean } {
  const document = read(yaml);
  if (document.errors.length > 0 || !isMap(document.contents)) return { text: yaml, kept: true };
  const options = { ...layout, lineWidth: 0 };
  const before = document.toString(options);
  if (value === undefined) take(document, path);
  else put(document, path, value);
  const after = document.toString(options);
  const text = keepLayout({ original: yaml, before, after });
  return { text: text ?? after, kept: text !== null };
}

function put(document: Document, path: Path, value: Value): void {
  const node: unknown = document.getIn([...path], true);
  if (isScalar(node) && typeof value !== 'object' && value !== undefined) {
    node.value = String(value);
    node.type = styleOf(value, node.type);
    return;
  }
  for (let depth = 1; depth < path.length; depth++) {
    const parent = path.slice(0, depth);
    const there: unknown = document.getIn(parent, true);
    if (!isMap(there) && !isSeq(there)) document.setIn(parent, typeof path[depth] === 'number' ? new YAMLSeq() : new YAMLMap());
  }
  const fresh = nodeOf(document, value);
  if (isCollection(fresh) && isCollection(node)) fresh.flow = node.flow;
  document.setIn([...path], fresh);
}

function nodeOf(document: Document, value: Value): unknown {
  if (typeof value === 'object' || value === undefined) return document.createNode(withoutUndefined(value));
  const scalar = new Scalar(String(value));
  scalar.type = styleOf(value, undefined);
  return scalar;
}

/** Several lines stand as a block; text that would be read as something else than text is quoted. */
function styleOf(value: string | number | boolean, before: Scalar['type']): NonNullable<Scalar['type']> {
  if (typeof value !== 'string') return 'PLAIN';
  if (!fitsBlock(value)) return 'QUOTE_DOUBLE';
  if (value.includes('\n')) return 'BLOCK_LITERAL';
  if (before === 'QUOTE_SINGLE' || before === 'QUOTE_DOUBLE') return before;
  return readsAsText(value) ? 'PLAIN' : 'QUOTE_DOUBLE';
}

/** A block would need an indentation mark, or would lose line ends and control characters. */
function fitsBlock(value: string): boolean {
  if (!value.includes('\n') && !hasControls(value)) return true;
  return !/^\n*[ \t]/.test(value) && !hasControls(value);
}

function hasControls(value: string): boolean {
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 0x20 && code !== 0x09 && code !== 0x0a) || (code >= 0x7f && code < 0xa0)) return true;
    if (code === 0xfeff || code === 0x2028 || code === 0x2029) return true;
  }
  return false;
}

function readsAsText(value: string): boolean {
  try {
    return parse(value) === value;
  } catch {
    return false;
  }
}

function withoutUndefined(value: Value): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, withoutUndefined(item)]])));
  }
  const scalar = new Scalar(String(value));
  scalar.type = value === undefined ? 'PLAIN' : styleOf(value, undefined);
  return scalar;
}

/** Takes a key away, and mappings that are empty without it. */
function take(document: Document, path: Path): void {
  if (!document.hasIn([...path])) return;
  document.deleteIn([...path]);
  const parent = path.slice(0, -1);
  if (parent.length === 0) return;
  const node: unknown = document.getIn(parent, true);
  if ((isMap(node) || isSeq(node)) && node.items.length === 0) take(document, parent);
}

/** The line (from 1) at which a value stands, for jumping from the form into the YAML; null when it is not there. */
export function lineOf(yaml: string, path: Path): number | null {
  const node: unknown = read(yaml).getIn([...path], true);
  const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as [number, number, number] | null) : null;
  return range === null || range === undefined ? null : yaml.slice(0, range[0]).split('\n').length;
}
