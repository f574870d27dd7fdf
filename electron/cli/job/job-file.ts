// Job files as the command line reads them: the YAML, and in it the text of the script that `script.file` names, relative
// to the job file. What is said about the file keeps its own line numbers.
import path from 'node:path';
import type { Problem } from '../../../shared/contract/jobs.ts';
import { AppError, type Refusal } from '../../../shared/errors.ts';
import { lineOf, refusalOf } from '../refusal.ts';
import { readText } from '../run/exec.ts';
import type { Session } from '../session.ts';

export interface JobSource {
  /** as the person named it */
  file: string;
  /** line by line as in the file: for checking */
  checked: string;
  /** with the script as a block: for keeping */
  kept: string;
}

/** Throws DJ-FILE-UNREADABLE, naming the place in the job file when it is the script that cannot be read. */
export async function readJobFile(session: Session, file: string): Promise<JobSource> {
  const yaml = await readText(session, file);
  if (!/\bfile\b/.test(yaml)) return { file, checked: yaml, kept: yaml };
  const { LineCounter, parseDocument, isMap, isScalar, Scalar } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter });
  const script = document.errors.length === 0 ? document.get('script', true) : null;
  const pair = isMap(script) ? script.items.find((item) => isScalar(item.key) && item.key.value === 'file') : undefined;
  if (!isMap(script) || script.has('text') || !pair || !isScalar(pair.key) || !isScalar(pair.value))
    return { file, checked: yaml, kept: yaml };
  const [keyRange, valueRange] = [pair.key.range, pair.value.range];
  if (!keyRange || !valueRange || typeof pair.value.value !== 'string') return { file, checked: yaml, kept: yaml };
  const { line, col } = lineCounter.linePos(valueRange[0]);
  const text = await scriptText(session, file, pair.value.value, `${file}:${line}:${col}`);
  const checked = `${yaml.slice(0, keyRange[0])}text${yaml.slice(keyRange[1], valueRange[0])}${JSON.stringify(text)}${yaml.slice(valueRange[1])}`;
  pair.key.value = 'text';
  const block = new Scalar(text);
  block.type = Scalar.BLOCK_LITERAL;
  pair.value = block;
  const kept = document.toString({ lineWidth: 0 });
  const faithful = parseDocument(kept).getIn(['script', 'text']) === text;
  return { file, checked, kept: faithful ? kept : checked };
}

async function scriptText(session: Session, file: string, script: string, where: string): Promise<string> {
  const folder = file === '-' ? session.io.cwd : path.dirname(session.path(file));
  try {
    return await readText(session, path.resolve(folder, script));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    throw new AppError(refusal.code, `the script ${refusal.what}`, { where, remedy: refusal.remedy, cause: error });
  }
}

/** `file:line:column: what: remedy [CODE]`; warnings say so instead of a code. */
export function problemLine(file: string, problem: Problem): string {
  const place = problem.line === null ? file : `${file}:${problem.line}:${problem.column ?? 1}`;
  if (problem.severity === 'warning') {
    const remedy = problem.remedy ? `: ${problem.remedy}` : '';
    return `${place}: warning: ${problem.message}${remedy}`;
  }
  const refusal: Refusal = {
    code: problem.code ?? 'DJ-JOB-INVALID',
    what: problem.message,
    where: place,
    remedy: problem.remedy,
  };
  return lineOf(refusal);
}
