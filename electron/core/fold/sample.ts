// The execution whose output stands for a group: the beginning of what it wrote, as text, and what sets it apart from another.
import type { DiffLine, Group } from '../../../shared/contract/groups.ts';
import { diffLines, type LineChange } from '../../../shared/model/fold/line-diff.ts';
import { type Normaliser, normalise } from '../../../shared/model/fold/normalisers.ts';
import { ownNames } from '../../../shared/model/fold/own-names.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import { namesOfHost } from '../../store/hosts.ts';
import type { Store } from '../../store/open.ts';
import type { Stream } from '../../store/output.ts';
import { readOutput } from '../../store/output-reader.ts';
import { readBytes } from '../run/output.ts';
import { linesOf, type SourceLine, type SourceLines } from './source.ts';

/** stdout, then stderr, together `most` bytes; of stderr there is always something. */
export function beginningOf(store: Store, execution: ExecutionRow, most: number): Pick<Group, 'output' | 'stderrAt' | 'truncated'> {
  const read = (stream: Stream, length: number) => {
    const total = stream === 'stdout' ? execution.stdoutBytes : execution.stderrBytes;
    if (total === 0 || length === 0) return { text: '', length: 0 };
    const { offset, bytes } = readBytes(store, execution, { stream, offset: 0, length });
    if (offset > 0) return { text: '', length: 0 }; // its beginning was left out
    // a character cut in two at the end is no fault of the host
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: bytes.length < total }), length: bytes.length };
  };
  const stdout = read('stdout', Math.max(most - execution.stderrBytes, Math.ceil(most / 2)));
  const stderr = read('stderr', most - stdout.length);
  const between = stdout.text !== '' && stderr.text !== '' && !stdout.text.endsWith('\n') ? '\n' : '';
  return {
    output: stdout.text + between + stderr.text,
    stderrAt: stdout.text.length + between.length,
    truncated: stdout.length < execution.stdoutBytes || stderr.length < execution.stderrBytes,
  };
}

/** What is compared line by line. */
const extent = { lines: 20_000, bytes: 4 << 20 };

export interface Difference {
  verdict: 'compared' | 'too-different';
  cut: boolean;
  streams: { stream: Stream; changes: LineChange[]; before: SourceLine[]; after: SourceLine[] }[];
}

/** Of two executions of one run. */
export function differenceOf(
  store: Store,
  pair: { before: ExecutionRow; after: ExecutionRow },
  rules: ReadonlySet<Normaliser>,
): Difference {
  const before = readSample(store, pair.before, rules);
  const after = readSample(store, pair.after, rules);
  const cut = before.lines.cut || after.lines.cut;
  const streams: Difference['streams'] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    const changes = diffLines(before.normalised[stream], after.normalised[stream], mostChanges);
    if (changes === null) return { verdict: 'too-different', cut, streams: [] };
    streams.push({ stream, changes, before: before.lines[stream], after: after.lines[stream] });
  }
  return { verdict: 'compared', cut, streams };
}

const mostChanges = 1000;

export interface Sample {
  lines: SourceLines;
  normalised: Record<Stream, string[]>;
}

/** What is compared of an execution, its lines and how they are when normalised. */
export function readSample(store: Store, execution: ExecutionRow, rules: ReadonlySet<Normaliser>): Sample {
  const own = ownNames(namesOfHost(store, execution.host));
  const lines = readLines(store, execution);
  const normalised = (stream: Stream) => {
    const texts = lines[stream].map(({ text }) => text);
    return texts.length === 0 ? [] : normalise(texts.join('\n'), own, rules).split('\n');
  };
  return { lines, normalised: { stdout: normalised('stdout'), stderr: normalised('stderr') } };
}

function readLines(store: Store, execution: ExecutionRow): SourceLines {
  if (execution.stdoutBytes + execution.stderrBytes === 0) return { stdout: [], stderr: [], cut: false };
  const reader = readOutput(store, execution.run);
  try {
    return linesOf({ store, reader, execution }, extent);
  } finally {
    reader.close();
  }
}

/** As the hosts wrote them. */
export function presentChange({ stream, before, after }: Difference['streams'][number], change: LineChange): DiffLine {
  const old = change.before === null ? undefined : before[change.before];
  const now = change.after === null ? undefined : after[change.after];
  const text = Buffer.from(now?.text ?? old?.text ?? '', 'latin1').toString('utf8');
  return { kind: change.kind, stream, text, before: old?.n ?? null, after: now?.n ?? null };
}
