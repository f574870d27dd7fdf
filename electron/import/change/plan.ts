// Lines to be commented out in crontabs, or put back, as edits of the files as they are now on their hosts: looked up by their
// exact text, so that a line somebody has changed is left alone. Pure; what carries the edits out is script.ts.
import { type CronLineAct, type CronPlace, isTimer, markerOf } from '../../../shared/model/cron-line.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';
import { checksum } from './checksum.ts';

export interface WantedLine extends CronPlace {
  id: number;
  job: string;
}

/** A file as it was read on its host; `problem`: why it could not be. */
export interface ReadFile {
  host: string;
  file: string;
  bytes: Uint8Array;
  problem: string | null;
}

export interface Edit {
  wanted: WantedLine;
  /** number of the line now, from 1 */
  at: number;
  before: string;
  after: string;
}

export interface FileEdit {
  host: string;
  file: string;
  /** the whole file as it was read */
  bytes: Uint8Array;
  /** checksums of it, and of what it becomes */
  sum: string;
  nextSum: string;
  edits: Edit[];
}

export interface LinePlan {
  files: FileEdit[];
  /** as wanted on their hosts already */
  already: WantedLine[];
  refused: { wanted: WantedLine; reason: string; remedy: string }[];
}

type Fate = { edit: Edit } | { already: true } | { reason: string; remedy: string };

export function planLines(wanted: readonly WantedLine[], files: readonly ReadFile[], act: CronLineAct): LinePlan {
  const plan: LinePlan = { files: [], already: [], refused: [] };
  const edits = new Map<ReadFile, Edit[]>();
  for (const line of wanted) {
    const file = files.find((one) => one.host === line.host && one.file === line.file);
    const fate = fateOf(line, file, act);
    if ('already' in fate) plan.already.push(line);
    else if ('reason' in fate) plan.refused.push({ wanted: line, ...fate });
    else if (file !== undefined) edits.set(file, [...(edits.get(file) ?? []), fate.edit]);
  }
  plan.files = [...edits].map(([file, list]) => fileEditOf(file, list));
  return plan;
}

function fateOf(line: WantedLine, file: ReadFile | undefined, act: CronLineAct): Fate {
  if (isTimer(line.file)) return timerFate(line.file, act);
  if (file === undefined) return { reason: 'its host gave no answer', remedy: 'try again when it is there' };
  if (file.problem !== null) return { reason: file.problem, remedy: 'log in as a user who may, or allow sudo -n' };
  const lines = linesOf(file.bytes);
  const marked = `${markerOf(line.job)}${line.text}`;
  const [before, after] = act === 'take-over' ? [line.text, marked] : [marked, line.text];
  const at = findLine(lines, before, line.line);
  if (at === 'several')
    return { reason: 'it stands there more than once, and elsewhere than it was', remedy: 'import it again, or change it by hand' };
  if (at !== null) return { edit: { wanted: line, at, before, after } };
  if (findLine(lines, after, line.line) !== null) return { already: true };
  return {
    reason: 'the line is not there any more as it was read',
    remedy: `look at ${line.file} on ${line.host}, and import it again`,
  };
}

function timerFate(timer: string, act: CronLineAct): Fate {
  const verb = act === 'take-over' ? 'disable' : 'enable';
  return { reason: 'djcron changes no units of systemd', remedy: `on its host, as root: systemctl ${verb} --now ${timer}` };
}

/** Its number now: where it was, else where alone it stands. */
function findLine(lines: readonly string[], text: string, number: number): number | 'several' | null {
  if (lines[number - 1] === text) return number;
  const found = lines.flatMap((line, i) => (line === text ? [i + 1] : []));
  return found.length > 1 ? 'several' : (found[0] ?? null);
}

function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\n');
}

function fileEditOf({ host, file, bytes }: ReadFile, edits: Edit[]): FileEdit {
  const sorted = edits.toSorted((a, b) => a.at - b.at);
  return { host, file, bytes, sum: checksum(bytes), nextSum: checksum(applied(bytes, sorted)), edits: sorted };
}

/** Bytes outside of the edited lines stay, whatever they are. */
function applied(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let number = 1; from < bytes.length; number++) {
    const end = bytes.indexOf(0x0a, from);
    const next = end < 0 ? bytes.length : end + 1;
    const edit = edits.find(({ at }) => at === number);
    if (edit === undefined) parts.push(bytes.subarray(from, next));
    else parts.push(Buffer.from(edit.after), bytes.subarray(end < 0 ? next : end, next));
    from = next;
  }
  return Buffer.concat(parts);
}

/** As `diff -U0` would show it; hosts with the very same change share one. */
export function diffOf(files: readonly FileEdit[]): { hosts: string; file: string; text: string }[] {
  const byText = new Map<string, { hosts: string[]; file: string; text: string }>();
  for (const { host, file, edits } of files) {
    const text = edits.map(({ at, before, after }) => `@@ -${at} +${at} @@\n-${before}\n+${after}\n`).join('');
    const key = `${file}\0${text}`;
    const same = byText.get(key);
    if (same === undefined) byText.set(key, { hosts: [host], file, text });
    else same.hosts.push(host);
  }
  return [...byText.values()].map(({ hosts, file, text }) => {
    const place = `${foldNames(hosts)}:${file}`;
    return { hosts: foldNames(hosts), file, text: `--- ${place}\n+++ ${place}\n${text}` };
  });
}
