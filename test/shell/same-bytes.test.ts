// One output read in every way the API has: by windows of lines, by exact bytes, and by following events over a stream that breaks
// again and again. All over HTTP, from an engine with a real store, while the script still writes.
import { expect, test } from 'vitest';
import type { OutputLine } from '../../shared/contract/output.ts';
import type { DjcronEvent } from '../../shared/events.ts';
import { createHome } from '../support/home.ts';
import { createRandom } from '../support/random.ts';
import { ask } from '../support/rest.ts';
import { addNodes, openToldEngine, type ToldEngine } from '../support/told-engine.ts';
import { open } from './fixture.ts';

const streams = ['stdout', 'stderr'] as const;
type Texts = Record<(typeof streams)[number], string>;

const rounds = 8;
const piecesInRound = 25;
const random = createRandom(20261129);

test('windows of lines, exact bytes, and events resumed after each break give what the script wrote, nothing missing and nothing twice', async () => {
  const home = createHome();
  const engine = await openToldEngine(home);
  try {
    const { id } = await engine.client.runs.exec({ target: await addNodes(engine, 1), script: 'x' });
    const writer = createWriter(engine, id);
    const follower = createFollower(engine, id);
    const windows = createWindows(engine, id);
    await follower.listen(0);
    await writer.begin();
    for (let round = 0; round < rounds; round++) {
      // partly before the break, partly while nobody listens
      await Promise.all([follower.listen(1), writer.write(piecesInRound)]);
      await Promise.all([writer.write(piecesInRound), windows.readOn()]);
    }
    await writer.end();
    await follower.listen(Number.POSITIVE_INFINITY);
    await windows.readOn();

    expect(await bytesOf(engine, id)).toEqual(writer.written);
    expect(follower.read).toEqual(writer.written);
    expect(windows.read).toEqual(writer.written);
    expect(windows.numbers).toEqual(windows.numbers.map((_, i) => i + 1));
    expect(follower.numbers).toEqual(follower.numbers.map((_, i) => (follower.numbers[0] ?? 0) + i));
    expect(follower.breaks).toBe(1 + rounds);
  } finally {
    await engine.close();
    home.remove();
  }
}, 60_000);

/** A script that writes to both streams, lines broken wherever the pieces end. */
function createWriter({ runner }: ToldEngine, run: string) {
  const execution = `${run}.0.1`;
  const written: Texts = { stdout: '', stderr: '' };
  const sizes = { stdout: 0, stderr: 0 };
  const rest: Texts = { stdout: '', stderr: '' };
  let line = 0;
  const tell = async (stream: keyof Texts, text: string) => {
    const bytes = new TextEncoder().encode(text);
    const offset = sizes[stream];
    sizes[stream] += bytes.length;
    written[stream] += text;
    await runner.tell({ type: 'output', execution, at: Date.now(), stream, offset, bytes });
  };
  return {
    written,
    begin: () => runner.tell({ type: 'started', execution, at: Date.now(), pid: 4000, hostKey: 'k' }),
    async write(pieces: number) {
      for (let i = 0; i < pieces; i++) {
        const stream = random.below(5) === 0 ? 'stderr' : 'stdout';
        for (let more = 1 + random.below(30); more > 0; more--) {
          line += 1;
          rest[stream] += `${stream} ${line} – größer als ${random.below(1e9)}\n`;
        }
        const cut = 1 + random.below(rest[stream].length);
        await tell(stream, rest[stream].slice(0, cut));
        rest[stream] = rest[stream].slice(cut);
      }
    },
    async end() {
      for (const stream of streams) if (rest[stream] !== '') await tell(stream, rest[stream]);
      const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
      await runner.tell({ type: 'finished', execution, at: Date.now(), hostKey: null, outcome });
    },
  };
}

/** Reads on from where it is each time an event says there is more, and comes back after each break with the last id it saw. */
function createFollower(engine: ToldEngine, run: string) {
  const read: Texts = { stdout: '', stderr: '' };
  const pieces: Record<keyof Texts, Buffer[]> = { stdout: [], stderr: [] };
  const sizes = { stdout: 0, stderr: 0 };
  const numbers: number[] = [];
  let lastId: string | undefined;
  let breaks = 0;
  const readOn = async (stream: keyof Texts, upTo: number) => {
    while (sizes[stream] < upTo) {
      const piece = await readBytes(engine, { run, stream, offset: sizes[stream], length: 1_048_576 });
      pieces[stream].push(piece.bytes);
      sizes[stream] += piece.bytes.length;
    }
    read[stream] = Buffer.concat(pieces[stream]).toString();
  };
  /** true: the run is over */
  const take = async (event: DjcronEvent): Promise<boolean> => {
    const told = event.type === 'output' ? event.hosts[0] : event.type === 'executions' ? event.executions[0] : undefined;
    if (told !== undefined) for (const stream of streams) await readOn(stream, told[`${stream}Bytes`]);
    return event.type === 'run' && event.run.finishedAt !== null;
  };
  return {
    read,
    numbers,
    get breaks() {
      return breaks;
    },
    /** Breaks the stream after so many events of output, or listens until the run is over. */
    async listen(most: number): Promise<void> {
      const headers = { authorization: `Bearer ${engine.token}`, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
      const answer = await open(engine.origin, '/api/v1/events', { headers });
      let seen = 0;
      for await (const { id, event } of eventsIn(answer)) {
        lastId = id;
        numbers.push(Number(id.slice(id.lastIndexOf('-') + 1)));
        const over = await take(event);
        if (event.type === 'output') seen += 1;
        if (!over && seen < most) continue;
        if (!over) breaks += 1;
        answer.destroy();
        return;
      }
      throw new Error('the stream ended by itself');
    },
  };
}

async function* eventsIn(answer: AsyncIterable<Buffer>): AsyncGenerator<{ id: string; event: DjcronEvent }> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer) {
    const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const found = /^id: (.+)\ndata: (.+)$/m.exec(block);
      if (found !== null) yield { id: found[1] ?? '', event: JSON.parse(found[2] ?? '') };
    }
  }
}

/** Lines by window; the last one is left for later while it may still grow. */
function createWindows(engine: ToldEngine, run: string) {
  const read: Texts = { stdout: '', stderr: '' };
  const numbers: number[] = [];
  return {
    read,
    numbers,
    async readOn(): Promise<void> {
      for (;;) {
        const place = `host=node-1&from=${numbers.length + 1}&count=${50 + random.below(400)}`;
        const told = await ask<{ lines: OutputLine[]; total: number; complete: boolean }>(engine, `/runs/${run}/output?${place}`);
        const whole = told.lines.filter((line) => line.n < told.total || told.complete || line.partial !== true);
        for (const { n, stream, text, partial } of whole) {
          numbers.push(n);
          read[stream] += partial === true ? text : `${text}\n`;
        }
        if (whole.length < told.lines.length || told.lines.length === 0) return;
      }
    },
  };
}

interface BytesAsked {
  run: string;
  stream: keyof Texts;
  offset: number;
  length: number;
}

async function readBytes(engine: ToldEngine, { run, ...asked }: BytesAsked): Promise<{ bytes: Buffer; total: number }> {
  const query = new URLSearchParams({
    host: 'node-1',
    ...Object.fromEntries(Object.entries(asked).map(([key, value]) => [key, String(value)])),
  });
  const { base64, offset, total } = await ask<{ base64: string; offset: number; total: number }>(engine, `/runs/${run}/bytes?${query}`);
  expect(offset).toBe(asked.offset);
  return { bytes: Buffer.from(base64, 'base64'), total };
}

/** From the first byte to the last, in windows that end in the midst of a character too. */
async function bytesOf(engine: ToldEngine, run: string): Promise<Texts> {
  const texts: Texts = { stdout: '', stderr: '' };
  for (const stream of streams) {
    const pieces: Buffer[] = [];
    for (let offset = 0; ; ) {
      const { bytes, total } = await readBytes(engine, { run, stream, offset, length: 10_007 });
      pieces.push(bytes);
      offset += bytes.length;
      if (offset >= total) break;
    }
    texts[stream] = Buffer.concat(pieces).toString();
  }
  return texts;
}
