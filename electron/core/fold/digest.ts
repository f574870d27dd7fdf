// What an execution wrote, as a digest of its normalised output: equal digests are equal outputs. Read once, piece by piece, with
// never more than a piece in memory; SHA-256, so that no host can make its output look like another's.
import { createHash } from 'node:crypto';
import { type Normaliser, normalise } from '../../../shared/model/fold/normalisers.ts';
import type { Stream } from '../../store/output.ts';
import { piecesOf, type Source } from './source.ts';

export interface Rules {
  /** what the host is called */
  own: readonly string[];
  rules: ReadonlySet<Normaliser>;
}

/** Raised with every change of the rules that makes other digests of the same output. */
export const digestVersion = 2;

/** Stops after every piece, so that other work goes between. What is not stored makes a digest of its own kind. */
export function* digestOf(source: Source, { own, rules }: Rules): Generator<void, string> {
  const gaps: [Stream, number, number][] = [];
  const digests: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    const hash = createHash('sha256');
    let at = 0;
    let ended = true;
    for (const piece of piecesOf(source, stream)) {
      if ('missing' in piece) {
        gaps.push([stream, at, piece.missing]);
        at += piece.missing;
        continue;
      }
      at += piece.text.length;
      ended = piece.text.endsWith('\n');
      hash.update(normalise(piece.text, own, rules), 'latin1');
      yield;
    }
    // a last line is a line with and without its newline
    if (!ended) hash.update('\n');
    digests.push(hash.digest('hex'));
  }
  return createHash('sha256')
    .update(JSON.stringify([digests, gaps]))
    .digest('hex')
    .slice(0, 32);
}
