// The settings of an ssh_config and of the files it includes, in the order in which OpenSSH reads them, each with the
// conditions it stands under. Reads files only: nothing is executed, no name is looked up. What the settings of one host
// come to is left to ssh-config.ts.
import { globSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'ssh-config';
import { AppError } from '../../shared/errors.ts';
import { errnoWords } from '../../shared/model/errno.ts';

export interface Setting {
  /** lower case */
  key: string;
  values: string[];
  /** the Host lines around it, outermost first: all have to match */
  under: HostLine[];
  /** `file:line` */
  source: string;
}

export interface HostLine {
  patterns: string[];
  source: string;
}

/** Something that was passed over, and why. */
export interface Skipped {
  /** the pattern, keyword or file it is about */
  name: string;
  source: string;
  reason: string;
}

export interface ConfigLines {
  settings: Setting[];
  /** every Host line, in order */
  hostLines: HostLine[];
  skipped: Skipped[];
}

/** As deep as OpenSSH follows Include. */
const depthLimit = 16;
const fileLimit = 512;
const sizeLimit = 4 * 1024 * 1024;

/** `sshDir` is where relative Include paths start. Throws DJ-FILE-UNREADABLE for the file itself, never for an included one. */
export function readConfigLines(file: string, sshDir: string): ConfigLines {
  const lines: ConfigLines = { settings: [], hostLines: [], skipped: [] };
  const text = readText(file);
  if (text instanceof Error) {
    const remedy = 'give the path of an ssh_config you can read';
    throw new AppError('DJ-FILE-UNREADABLE', `the ssh config cannot be read: ${text.message}`, { where: file, remedy, cause: text });
  }
  const reader: Reader = { lines, sshDir, files: 0 };
  readInto(reader, { file, text, under: [], open: [realpathSync(file)] });
  return lines;
}

interface Reader {
  lines: ConfigLines;
  sshDir: string;
  files: number;
}
interface Source {
  file: string;
  text: string;
  under: HostLine[];
  /** the files being read, outermost first, by their real paths */
  open: string[];
}

function readInto(reader: Reader, { file, text, under, open }: Source): void {
  const { settings, hostLines, skipped } = reader.lines;
  // null: inside a Match block that is passed over
  let block: HostLine[] | null = under;
  text.split(/\r\n|\n|\r/).forEach((line, i) => {
    const source = `${file}:${i + 1}`;
    const directive = directiveOf(line);
    if (directive === null) return;
    if ('wrong' in directive) {
      skipped.push({ name: directive.key, source, reason: directive.wrong });
      return;
    }
    const { key, values } = directive;
    if (key === 'host') {
      const hostLine = { patterns: values, source };
      hostLines.push(hostLine);
      block = [...under, hostLine];
    } else if (key === 'match') {
      const all = values.length === 1 && values[0]?.toLowerCase() === 'all';
      block = all ? under : null;
      if (!all)
        skipped.push({ name: `Match ${values.join(' ')}`, source, reason: 'a Match block is not evaluated: its settings are left out' });
    } else if (block === null) {
      return;
    } else if (key === 'include') {
      for (const pattern of values) include(reader, { pattern, source, under: block, open });
    } else settings.push({ key, values, under: block, source });
  });
}

function include(reader: Reader, wanted: { pattern: string; source: string; under: HostLine[]; open: string[] }): void {
  const { pattern, source, under, open } = wanted;
  const skip = (reason: string) => reader.lines.skipped.push({ name: `Include ${pattern}`, source, reason });
  if (open.length >= depthLimit) {
    skip(`more than ${depthLimit} files deep`);
    return;
  }
  for (const file of matchingFiles(pattern, reader.sshDir)) {
    reader.files += 1;
    if (reader.files > fileLimit) {
      skip(`more than ${fileLimit} files`);
      return;
    }
    const text = readText(file);
    if (text instanceof Error) {
      skip(`${file} cannot be read: ${text.message}`);
      continue;
    }
    const real = realpathSync(file);
    if (open.includes(real)) skip(`${file} includes itself`);
    else readInto(reader, { file, text, under, open: [...open, real] });
  }
}

/** None when nothing is there: for ssh that is no mistake. */
function matchingFiles(pattern: string, sshDir: string): string[] {
  const home = path.dirname(sshDir);
  const expanded = pattern.startsWith('~/') ? path.join(home, pattern.slice(2)) : path.resolve(sshDir, pattern);
  // `**` is nothing special to ssh, and would walk whole trees here
  return globSync(expanded.replace(/\*{2,}/g, '*')).sort();
}

function readText(file: string): string | Error {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > sizeLimit) return new Error('it is larger than 4 MiB');
    return bytes.includes(0) ? new Error('it holds a NUL byte') : bytes.toString('utf8');
  } catch (error) {
    return new Error(errnoWords(error), { cause: error });
  }
}

/** One line by the parser of ssh-config: it knows quotes, `=` and comments. Null when there is nothing on it. */
function directiveOf(line: string): { key: string; values: string[] } | { key: string; wrong: string } | null {
  if (/^\s*(#|$)/.test(line)) return null;
  const key = /^\s*([^\s=]*)/.exec(line)?.[1] ?? '';
  try {
    const [node] = parse(line.trim());
    if (node === undefined || !('value' in node)) return { key, wrong: 'is not understood' };
    const { value } = node;
    const values = typeof value === 'string' ? [value] : value.map((item) => item.val);
    if (values.length === 0 || values[0] === '') return { key, wrong: 'has no value' };
    return { key: node.param.toLowerCase(), values };
  } catch {
    return { key, wrong: /["\\]/.test(line) ? 'a quotation mark is missing' : 'has no value' };
  }
}
