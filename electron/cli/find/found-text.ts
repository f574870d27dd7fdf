// Hits as text: `host:line: text`, and where lines about them are wanted `host-line- text`, with `--` where lines are missing in
// between, as grep does. Matches are coloured on a terminal only.
import type { FindHit } from '../../../shared/contract/find.ts';
import { numberAfter, type OutputLine } from '../../../shared/contract/output.ts';
import type { Client } from '../engine/connection.ts';
import type { Session } from '../session.ts';
import { paint } from '../terminal/colour.ts';
import { terminalLine } from '../terminal/text.ts';

export interface FoundText {
  hits(host: string, attempt: number, hits: readonly FindHit[]): Promise<void>;
  /** Nothing more is there for now: what waited for hits close by is told. */
  settle(): Promise<void>;
}

interface Options {
  run: string;
  /** lines before and after */
  context: number;
}

/** Hits so close that the lines about them touch. */
interface Cluster {
  host: string;
  attempt: number;
  hits: FindHit[];
}

export function createFoundText(session: Session, client: Client, { run, context }: Options): FoundText {
  const line = lineWriter(session);
  let cluster: Cluster | null = null;
  let told: { host: string; attempt: number; n: number } | null = null;

  const settle = async () => {
    if (cluster === null) return;
    const { host, attempt, hits } = cluster;
    cluster = null;
    const first = (hits[0]?.n ?? 1) - context;
    const last = (hits.at(-1)?.n ?? 0) + context;
    const before = told?.host === host && told.attempt === attempt ? told.n : 0;
    const from = Math.max(1, first, before + 1);
    if (told !== null && (before === 0 || from > before + 1)) await session.print.out('--\n');
    const found = new Map(hits.map((hit) => [hit.n, hit]));
    let end = from - 1;
    for await (const one of linesFrom(client, { id: run, host, attempt }, { from, to: last })) {
      const hit = found.get(one.n);
      await session.print.out(hit ? line.found(host, hit) : line.about(host, one));
      end = one.n;
    }
    told = { host, attempt, n: end };
  };

  return {
    async hits(host, attempt, hits) {
      if (context === 0) {
        await session.print.out(hits.map((hit) => line.found(host, hit)).join(''));
        return;
      }
      for (const hit of hits) {
        const near = cluster?.host === host && cluster.attempt === attempt && hit.n - (cluster.hits.at(-1)?.n ?? 0) <= 2 * context + 1;
        if (!near) await settle();
        cluster ??= { host, attempt, hits: [] };
        cluster.hits.push(hit);
        if (cluster.hits.length >= mostInCluster) await settle();
      }
    },
    settle,
  };
}

const mostInCluster = 1000;

function lineWriter(session: Session) {
  const { colourOut } = session.print.look;
  const toTerminal = session.io.stdout.isTTY === true;
  const place = (host: string, n: number, mark: string) =>
    colourOut
      ? `${paint(host, 'active')}${paint(mark, 'dim')}${paint(String(n), 'good')}${paint(mark, 'dim')} `
      : `${host}${mark}${n}${mark} `;
  const shown = (text: string) => (toTerminal ? terminalLine(text, false) : text);
  return {
    found(host: string, { n, text, ranges, before = 0, cut }: FindHit): string {
      const parts = colourOut ? paintRanges(text, ranges, shown) : shown(text);
      const lead = before > 0 ? '…' : '';
      return `${place(host, n, ':')}${lead}${parts}${cut ? '…' : ''}\n`;
    },
    about: (host: string, { n, text }: OutputLine) => `${place(host, n, '-')}${toTerminal ? terminalLine(text, colourOut) : text}\n`,
  };
}

function paintRanges(text: string, ranges: FindHit['ranges'], shown: (text: string) => string): string {
  let painted = '';
  let end = 0;
  for (const [from, to] of ranges) {
    painted += shown(text.slice(end, from)) + paint(shown(text.slice(from, to)), 'bad');
    end = to;
  }
  return painted + shown(text.slice(end));
}

async function* linesFrom(
  client: Client,
  place: { id: string; host: string; attempt: number },
  { from, to }: { from: number; to: number },
): AsyncGenerator<OutputLine> {
  for (let next = from; next <= to; ) {
    const { lines } = await client.runs.output({ ...place, from: next, count: Math.min(2000, to - next + 1) });
    const last = lines.at(-1);
    if (last === undefined) return;
    for (const line of lines) if (line.n <= to) yield line;
    next = numberAfter(last);
  }
}
