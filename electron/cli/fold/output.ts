// All that the sample of a group wrote to one stream, in pieces: what came with the group, or read on where that was cut.
import type { Group } from '../../../shared/contract/groups.ts';
import type { Client } from '../engine/connection.ts';

export interface SamplePlace {
  client: Client;
  run: string;
  group: Group;
}

/** `missing` bytes lay beyond the limit of what is stored. */
export type OutputPiece = { text: string } | { missing: number };

const pieceBytes = 1 << 20;

export async function* outputOf({ client, run, group }: SamplePlace, stream: 'stdout' | 'stderr'): AsyncGenerator<OutputPiece> {
  if (!group.truncated) {
    yield { text: stream === 'stdout' ? group.output.slice(0, group.stderrAt) : group.output.slice(group.stderrAt) };
    return;
  }
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const place = { id: run, host: group.host, attempt: group.attempt, stream, length: pieceBytes };
  for (let offset = 0; ; ) {
    const piece = await client.runs.bytes({ ...place, offset });
    const bytes = Buffer.from(piece.base64, 'base64');
    if (piece.offset > offset) {
      yield { text: decoder.decode() };
      yield { missing: piece.offset - offset };
    }
    offset = piece.offset + bytes.length;
    yield { text: decoder.decode(bytes, { stream: offset < piece.total }) };
    if (offset >= piece.total || bytes.length === 0) return;
  }
}
