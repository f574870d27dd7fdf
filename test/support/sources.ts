// Reads the project's own source files: what each imports, and which names it uses that a rule may forbid.
// Judges nothing; the rules are in test/architecture.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor } from 'vite';
import { projectDir } from './project.ts';

export interface Import {
  specifier: string;
  /** path inside the project, or null for a package or a Node module */
  file: string | null;
  typeOnly: boolean;
  line: number;
}

/** `name`: `Date.now`, `call setTimeout`, `new Client`, `new Date()` (no argument), `await`, `export default`. */
export interface Use {
  name: string;
  line: number;
}

export interface Source {
  /** path inside the project, with `/` */
  file: string;
  text: string;
  lines: number;
  imports: Import[];
  uses: Use[];
}

const passedOver = new Set(['node_modules', 'out', 'dist', '.git']);
const program = /\.(ts|tsx|mts|mjs|js|cjs)$/;

/** Every file of the project that a person wrote or a tool committed, build products and dependencies aside. */
export function listFiles(dir = ''): string[] {
  return readdirSync(path.join(projectDir, dir), { withFileTypes: true })
    .filter((entry) => !passedOver.has(entry.name))
    .flatMap((entry) => {
      const file = dir === '' ? entry.name : `${dir}/${entry.name}`;
      return entry.isDirectory() ? listFiles(file) : entry.isFile() ? [file] : [];
    })
    .sort();
}

export function readText(file: string): string {
  return readFileSync(path.join(projectDir, file), 'utf8');
}

export function readSource(file: string): Source {
  const text = readText(file);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return program.test(file) ? { file, text, lines, ...parse(file, text) } : { file, text, lines, imports: [], uses: [] };
}

function parse(file: string, text: string): { imports: Import[]; uses: Use[] } {
  const { program: tree, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const uses: Use[] = [];
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const use = (name: string, start: number) => uses.push({ name, line: lineOf(start) });
  const take = (specifier: string, typeOnly: boolean, start: number) =>
    imports.push({ specifier, file: resolve(file, specifier), typeOnly, line: lineOf(start) });

  new Visitor({
    ImportDeclaration(node) {
      const named = node.specifiers.length > 0 && node.specifiers.every((item) => 'importKind' in item && item.importKind === 'type');
      take(node.source.value, node.importKind === 'type' || named, node.start);
    },
    ExportNamedDeclaration(node) {
      if (node.source === null) return;
      const named = node.specifiers.length > 0 && node.specifiers.every((item) => item.exportKind === 'type');
      take(node.source.value, node.exportKind === 'type' || named, node.start);
    },
    ExportAllDeclaration(node) {
      take(node.source.value, node.exportKind === 'type', node.start);
    },
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') take(node.source.value, false, node.start);
      else use('import of a computed name', node.start);
    },
    TSImportType(node) {
      take(node.source.value, true, node.start);
    },
    ExportDefaultDeclaration(node) {
      use('export default', node.start);
    },
    MemberExpression(node) {
      if (node.object.type === 'Identifier' && node.property.type === 'Identifier')
        use(`${node.object.name}.${node.property.name}`, node.start);
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier') use(`call ${node.callee.name}`, node.start);
      if (node.callee.type === 'Identifier' && node.callee.name === 'require' && node.arguments[0]?.type === 'Literal')
        take(String(node.arguments[0].value), false, node.start);
    },
    NewExpression(node) {
      const { callee } = node;
      const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? propertyName(callee.property) : '';
      use(`new ${name}`, node.start);
      if (node.arguments.length === 0) use(`new ${name}()`, node.start);
    },
    AwaitExpression(node) {
      use('await', node.start);
    },
  }).visit(tree);
  return { imports, uses };
}

function propertyName(node: object): string {
  return 'name' in node ? String(node.name) : '';
}

/** `../b.ts?raw` seen from `a/c.ts` is `b.ts`. */
function resolve(file: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, '')));
}

/** The first way round: files that import one another in a ring, or null. */
export function findCycle(sources: readonly Source[]): string[] | null {
  const edges = new Map(sources.map((source) => [source.file, source.imports.flatMap((item) => item.file ?? [])]));
  const done = new Set<string>();
  const walk = (file: string, trail: string[]): string[] | null => {
    const at = trail.indexOf(file);
    if (at >= 0) return [...trail.slice(at), file];
    if (done.has(file)) return null;
    for (const next of edges.get(file) ?? []) {
      const ring = walk(next, [...trail, file]);
      if (ring !== null) return ring;
    }
    done.add(file);
    return null;
  };
  for (const file of edges.keys()) {
    const ring = walk(file, []);
    if (ring !== null) return ring;
  }
  return null;
}
