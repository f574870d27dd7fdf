// Output of a run as text: `host: line`, stderr lines on stderr. On a terminal the host is coloured by its state, only
// colours of the output itself are let through, and a line at the bottom tells how far it is.
import type { TextPart } from '../../../shared/contract/output.ts';
import type { Execution } from '../../../shared/contract/run.ts';
import { type LeftOut, leftOutWords } from '../../../shared/model/lines.ts';
import type { Client } from '../engine/connection.ts';
import type { Session } from '../session.ts';
import { paint, toneOf } from '../terminal/colour.ts';
import { write } from '../terminal/io.ts';
import { clip, terminalLine, terminalWidth } from '../terminal/text.ts';
import type { HeardLine } from './follow.ts';

export interface RunText {
  lines: (execution: Execution, lines: readonly HeardLine[]) => Promise<void>;
  /** Many lines in one piece. */
  text: (execution: Execution, parts: readonly TextPart[]) => Promise<void>;
  /** Shows how far it is, on a terminal only. */
  status(text: string): Promise<void>;
  clearStatus(): Promise<void>;
}

export interface RunTextOptions {
  run: string;
  /** one stream alone goes to stdout, whichever it is; null: both, each to its own */
  only: 'stdout' | 'stderr' | null;
}

export function createRunText(session: Session, client: Client, { run, only }: RunTextOptions): RunText {
  const { stdout, stderr } = session.io;
  const { colourOut, colourErr, quiet } = session.print.look;
  const showsStatus = stderr.isTTY === true && !quiet && session.format === 'table';
  let status = '';

  const streamOf = (stream: HeardLine['stream']) => (stream === 'stdout' || only !== null ? stdout : stderr);
  const prefixOf = (execution: Execution, toStdout: boolean) => {
    const colour = toStdout ? colourOut : colourErr;
    return colour ? `${paint(`${execution.host}:`, toneOf(execution.state))} ` : `${execution.host}: `;
  };
  const shownLine = (line: string, out: typeof stdout) => terminalLine(line, out === stdout ? colourOut : colourErr);
  const sayLeftOut = async (execution: Execution, leftOut: LeftOut, seen: number | undefined) => {
    if (seen === undefined || seen < Math.max(leftOut.from, leftOut.to))
      await write(stderr, `${prefixOf(execution, false)}… ${leftOutWords(leftOut, seen)} …\n`);
  };
  const text: RunText = {
    async lines(execution, lines) {
      await text.clearStatus();
      let batch = '';
      let stream: HeardLine['stream'] = 'stdout';
      const flush = async () => {
        const ready = batch;
        batch = '';
        await write(streamOf(stream), ready);
      };
      for (const line of lines) {
        if (line.leftOut && (line.missing || (only !== null && line.stream !== only))) {
          await flush();
          await sayLeftOut(execution, line.leftOut, line.seen);
          continue;
        }
        if (only !== null && line.stream !== only) continue;
        if (line.stream !== stream || batch.length > 65_536) await flush();
        stream = line.stream;
        const out = streamOf(stream);
        const shown = out.isTTY ? shownLine(line.text, out) : line.text;
        batch += prefixOf(execution, out === stdout) + shown;
        if (line.cut !== null) {
          await flush();
          for await (const piece of restOf(client, { run, host: execution.host, stream }, line.cut)) {
            await write(out, out.isTTY ? terminalLine(piece, false) : piece);
          }
        }
        batch += '\n';
        if (line.leftOut) {
          await flush();
          await sayLeftOut(execution, line.leftOut, line.seen);
        }
      }
      await flush();
    },
    async text(execution, parts) {
      await text.clearStatus();
      for (const { stream, text: lines } of parts) {
        if (only !== null && stream !== only) continue;
        const out = streamOf(stream);
        await write(out, labelled(lines, prefixOf(execution, out === stdout), out.isTTY === true ? (line) => shownLine(line, out) : null));
      }
    },
    async status(line) {
      if (!showsStatus || line === status) return;
      status = line;
      await write(stderr, `\r\u001b[K${clip(line, terminalWidth(stderr) - 1)}`);
    },
    async clearStatus() {
      if (status === '') return;
      status = '';
      await write(stderr, '\r\u001b[K');
    },
  };
  return text;
}

/** Each of these lines, which end with a newline each, after `prefix`. */
function labelled(lines: string, prefix: string, show: ((line: string) => string) | null): string {
  const text = lines.slice(0, -1);
  const shown = show === null ? text : text.split('\n').map(show).join('\n');
  return `${prefix}${shown.replaceAll('\n', `\n${prefix}`)}\n`;
}

const pieceBytes = 1 << 20;

/** What a window of lines left out of a long one, in pieces. */
async function* restOf(
  client: Client,
  place: { run: string; host: string; stream: HeardLine['stream'] },
  cut: { offset: number; length: number },
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const end = cut.offset + cut.length;
  for (let offset = cut.offset; offset < end; ) {
    const length = Math.min(pieceBytes, end - offset);
    const piece = await client.runs.bytes({ id: place.run, host: place.host, stream: place.stream, offset, length });
    const bytes = Buffer.from(piece.base64, 'base64');
    if (bytes.length === 0 || piece.offset !== offset) break; // what follows was left out
    offset += bytes.length;
    yield decoder.decode(bytes, { stream: true });
  }
  yield decoder.decode();
}
