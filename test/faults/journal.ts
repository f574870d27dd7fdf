// What controllers have told of executions, kept as a database would: what is in here survives their death. Checks on the
// way what must always hold: offsets without gaps, one end, nothing after it.
import { createHash, type Hash } from 'node:crypto';
import type { Resume, RunnerMessage } from '../../electron/runner/messages.ts';
import type { Outcome } from '../../shared/model/run.ts';

/** Bytes of a stream that are kept; of the rest only length and digest are. */
const keptBytes = 64 << 20;

export class Stream {
  readonly #chunks: Uint8Array[] = [];
  readonly #hash: Hash = createHash('sha256');
  length = 0;

  /** Late repeats are passed over; false: there is a gap. */
  add(offset: number, bytes: Uint8Array): boolean {
    if (offset > this.length) return false;
    const fresh = bytes.subarray(this.length - offset);
    if (fresh.byteLength === 0) return true;
    this.#hash.update(fresh);
    if (this.length < keptBytes) this.#chunks.push(fresh);
    this.length += fresh.byteLength;
    return true;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}

export interface Entry {
  stdout: Stream;
  stderr: Stream;
  /** how often it was said to run now: again after each loss of contact */
  begun: number;
  /** epoch ms of its begin */
  startedAt: number | null;
  lossesOfContact: number;
  samplesTaken: number;
  outcome: Outcome | null;
  cleaned: boolean;
  /** the messages in their order, output by its last of a row */
  story: string[];
}

export class Journal {
  readonly problems: string[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #waiting: (() => void)[] = [];

  of(execution: string): Entry {
    const found = this.#entries.get(execution);
    if (found !== undefined) return found;
    const entry = { begun: 0, startedAt: null, lossesOfContact: 0, samplesTaken: 0, outcome: null, cleaned: false };
    const made: Entry = { ...entry, story: [], stdout: new Stream(), stderr: new Stream() };
    this.#entries.set(execution, made);
    return made;
  }

  take(message: RunnerMessage): void {
    const entry = this.of(message.execution);
    if (entry.outcome !== null && message.type !== 'cleaned') this.note(`${message.execution}: ${message.type} after the end`);
    tellStory(entry.story, message);
    switch (message.type) {
      case 'started':
        entry.begun++;
        entry.startedAt ??= message.at;
        break;
      case 'output':
        if (!entry[message.stream].add(message.offset, message.bytes))
          this.note(`${message.execution}: a gap in ${message.stream} between ${entry[message.stream].length} and ${message.offset}`);
        break;
      case 'samples':
        entry.samplesTaken = message.taken;
        break;
      case 'no-contact':
        entry.lossesOfContact++;
        break;
      case 'finished':
        entry.outcome = message.outcome;
        break;
      case 'cleaned':
        if (entry.outcome === null) this.note(`${message.execution}: cleaned before the end`);
        entry.cleaned = true;
        break;
      default:
        break;
    }
    this.#wake();
  }

  /** What must never be: whoever waits for something gets it as an error. */
  note(problem: string): void {
    this.problems.push(problem);
    this.#wake();
  }

  resumeOf(execution: string, sentAt: number): Resume {
    const { startedAt, stdout, stderr, samplesTaken } = this.of(execution);
    return { sentAt, startedAt, stdout: stdout.length, stderr: stderr.length, samples: samplesTaken, mayStart: startedAt === null };
  }

  /** Rejects after a time that no slow machine needs, with what was told until then. */
  async until(execution: string, holds: (entry: Entry) => boolean): Promise<Entry> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#wake();
    }, 240_000);
    try {
      for (;;) {
        if (this.problems.length > 0) throw new Error(this.problems.slice(0, 3).join('\n'));
        const entry = this.of(execution);
        if (holds(entry)) return entry;
        if (late) throw new Error(`waited in vain for ${execution} after ${entry.story.join(', ')}`);
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #wake(): void {
    for (const call of this.#waiting.splice(0)) call();
  }
}

function tellStory(story: string[], message: RunnerMessage): void {
  if (message.type !== 'output') {
    const { type, execution: _, ...rest } = message;
    story.push(`${type} ${JSON.stringify(type === 'samples' ? {} : rest)}`);
    return;
  }
  const line = `${message.stream} until ${message.offset + message.bytes.byteLength}`;
  if (story.at(-1)?.startsWith(message.stream)) story.pop();
  story.push(line);
}
