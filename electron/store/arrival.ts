// Where output lies in the file of its run, which is the order in which it arrived over all hosts.
import type { Store } from './open.ts';

/** A chunk without its bytes. */
export interface ChunkMark {
  seq: number;
  /** 1: stderr */
  stream: 0 | 1;
  at: number;
  position: number;
  length: number;
  line: number;
}

const columns = 'seq, stream, at, position, length, line';

/** The first chunk from a number on. */
export function markFrom(store: Store, execution: number, seq: number): ChunkMark | undefined {
  return store.get(`SELECT ${columns} FROM chunks WHERE execution = $execution AND seq >= $seq ORDER BY seq LIMIT 1`, { execution, seq });
}

/** All of them, in order. */
export function marksOf(store: Store, execution: number): ChunkMark[] {
  return store.all(`SELECT ${columns} FROM chunks WHERE execution = $execution ORDER BY seq`, { execution });
}

export function markBefore(store: Store, execution: number, seq: number): ChunkMark | undefined {
  return store.get(`SELECT ${columns} FROM chunks WHERE execution = $execution AND seq < $seq ORDER BY seq DESC LIMIT 1`, {
    execution,
    seq,
  });
}

export interface OutputEnd {
  execution: number;
  /** number of its last chunk */
  seq: number;
  end: number;
  at: number;
}

/** The last chunk of every last attempt of a run that wrote something. */
export function outputEnds(store: Store, run: string): OutputEnd[] {
  return store.all(
    `SELECT chunks.execution, chunks.seq, chunks.position + chunks.length AS end, chunks.at FROM executions
     JOIN chunks ON chunks.execution = executions.id
       AND chunks.seq = (SELECT seq FROM chunks AS other WHERE other.execution = executions.id ORDER BY seq DESC LIMIT 1)
     WHERE run = $run AND superseded = 0`,
    { run },
  );
}

/** Chunks of stderr whose display line is `line` or a later one. */
export function stderrMarks(store: Store, execution: number, line: number, limit: number): ChunkMark[] {
  return store.all(
    `SELECT ${columns} FROM chunks WHERE execution = $execution AND stream = 1 AND seq >= coalesce(
       (SELECT seq FROM chunks WHERE execution = $execution AND line < $line ORDER BY line DESC, seq DESC LIMIT 1), 0)
     ORDER BY seq LIMIT $limit`,
    { execution, line, limit },
  );
}
