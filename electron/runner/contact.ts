// One channel to one execution on its host: opens it, sends the order when the host is ready for it, tells what comes.
// Knows nothing of what came before or will come after: that is execution.ts.
import type { ClientChannel } from 'ssh2';
import type { StartOrder } from './messages.ts';
import type { Outbox, Source } from './outbox.ts';
import type { Link } from './ssh/connect.ts';
import { discard, type Opened, type Pool } from './ssh/pool.ts';
import { folderName, payloadOf } from './wrapper/order.ts';
import { createReader, type StreamName, type Told } from './wrapper/reader.ts';
import { startCommand } from './wrapper/start.ts';

/** How a channel came to its end without the host's last word. */
export interface Loss {
  /** the whole connection is gone */
  connection: boolean;
  /** nothing came in time */
  silent: boolean;
  /** what came cannot be read any further */
  doubt: string | null;
  /** of the channel, when the host closed it */
  exitCode: number | null;
  /** what the host said beside its words */
  stdout: string;
  stderr: string;
}

export interface ContactCalls {
  told(told: Told): void;
  output(stream: StreamName, bytes: Buffer): void;
  samples(bytes: Buffer, up: number): void;
  /** the last call */
  closed(loss: Loss): void;
}

export interface ContactOrder {
  nonce: string;
  mode: 'start' | 'find';
  /** since the first order for it, in ms; 0: this is the first */
  agoMs: number;
  offsets: { stdout: number; stderr: number; samples: number };
}

const longestStderr = 64 << 10;

export class Contact {
  readonly link: Link;
  readonly #order: StartOrder;
  readonly #channel: ClientChannel;
  readonly #outbox: Outbox;
  readonly #calls: ContactCalls;
  readonly #nonce: string;
  readonly #source: Source;
  #stderr = '';
  #doubt: string | null = null;
  #silent = false;
  #closed = false;
  #timer: NodeJS.Timeout | null = null;
  /** told of the end: signalled by djcron, and alive after it */
  readonly processes = { hit: [] as string[], left: [] as string[] };
  /** epoch ms of the last byte from the host */
  heardAt = Date.now();

  /** Gives a contact, or why there is none (null: given up). */
  static async open(
    ports: { pool: Pool; outbox: Outbox },
    order: StartOrder,
    ask: ContactOrder,
    calls: ContactCalls,
    signal: AbortSignal,
  ): Promise<Contact | Extract<Opened, { ok: false }>> {
    const opened = await ports.pool.open(order.connection, startCommand(order, { ...ask, name: folderName(order.execution) }), { signal });
    if (!opened.ok) return opened;
    if (signal.aborted) {
      discard(opened.channel);
      return { ok: false, failure: null };
    }
    return new Contact(opened, ports.outbox, order, ask.nonce, calls);
  }

  private constructor(opened: Extract<Opened, { ok: true }>, outbox: Outbox, order: StartOrder, nonce: string, calls: ContactCalls) {
    const { channel } = opened;
    this.link = opened.link;
    this.#order = order;
    this.#channel = channel;
    this.#outbox = outbox;
    this.#calls = calls;
    this.#nonce = nonce;
    const reader = createReader(nonce, {
      told: (told) => {
        this.#expect(null);
        if (told.type === 'hit' || told.type === 'left') this.processes[told.type].push(told.process);
        else if (!this.#closed) calls.told(told);
      },
      output: (stream, bytes) => calls.output(stream, bytes),
      samples: (bytes, up) => calls.samples(bytes, up),
      doubt: (what) => {
        this.#doubt = what;
        this.close();
      },
    });
    this.#expect(order.connection.connectTimeoutMs);
    channel.on('error', () => {}); // its end is told by 'close'
    channel.on('data', (bytes: Buffer) => {
      this.heardAt = Date.now();
      if (!this.#closed) reader.push(bytes);
    });
    channel.stderr.on('data', (bytes: Buffer) => {
      if (this.#stderr.length < longestStderr) this.#stderr += bytes.toString('utf8');
    });
    channel.once('close', (code: number | null | undefined) => this.#end(reader.noise(), code ?? null));
    this.#source = {
      pause: () => channel.pause(),
      resume: () => channel.resume(),
    };
    outbox.attach(this.#source);
  }

  /** The host is ready: limits, environment, script. */
  sendOrder(): void {
    const payload = payloadOf(this.#order, { nonce: this.#nonce, name: folderName(this.#order.execution) });
    this.#channel.write(payload, () => this.#expect(this.#order.connection.connectTimeoutMs));
  }

  /** All of it is stored here: the host may remove its own. */
  sendDone(): void {
    this.#channel.write('done\n');
    this.#expect(this.#order.connection.connectTimeoutMs);
  }

  /** output is held back here */
  get held(): boolean {
    return this.#outbox.held;
  }

  /** Nothing is told any more but the close. */
  close(): void {
    this.#closed = true;
    this.#expect(null);
    this.#outbox.detach(this.#source);
    // Read on until the host has closed too, or the channel's place would never become free.
    this.#channel.resume();
    this.#channel.stderr.resume();
    this.#channel.close();
  }

  /** The host's next word must come in time; null: whenever it comes. */
  #expect(ms: number | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer =
      ms === null || this.#closed
        ? null
        : setTimeout(() => {
            this.#silent = true;
            this.close();
          }, ms);
  }

  #end(noise: string, exitCode: number | null): void {
    this.#closed = true;
    this.#expect(null);
    this.#outbox.detach(this.#source);
    this.#calls.closed({
      connection: this.link.lost,
      silent: this.#silent,
      doubt: this.#doubt,
      exitCode,
      stdout: noise,
      stderr: this.#stderr,
    });
  }
}
