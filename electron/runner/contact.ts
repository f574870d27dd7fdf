// One channel to one execution on its host: opens it, sends the order when the host is ready for it, tells what comes.
// Knows nothing of what came before or will come after: that is execution.ts.
import type { ClientChannel } from 'ssh2';
import type { StartOrder } from './messages.ts';
import type { Outbox, Source } from './outbox.ts';
import { discard, type Opened } from './ssh/channel.ts';
import type { Link } from './ssh/connect.ts';
import type { Pool } from './ssh/pool.ts';
import { followRequest, keptCommand, startRequest, tidyRequest } from './wrapper/kept.ts';
import { folderName, payloadOf, runAsOf } from './wrapper/order.ts';
import { createReader, type StreamName, type Told } from './wrapper/reader.ts';
import { startCommand } from './wrapper/start.ts';

/** How a channel came to its end without the host's last word. */
export interface Loss {
  /** the whole connection is gone */
  connection: boolean;
  /** it was a kept shell's, which may be why */
  kept: boolean;
  /** nothing came in time */
  silent: boolean;
  /** of the channel, when the host closed it and was understood */
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
  /** whether it may run in a shell that the connection keeps */
  kept: boolean;
}

/** What runs longer is not short any more. */
const lastsMs = 200;
const longestUnfollowedMs = 5000;
const longestStderr = 64 << 10;
/** A kept shell says so soon that a program has ended. */
const overMs = 5000;

export class Contact {
  readonly link: Link;
  readonly #order: StartOrder;
  readonly #channel: ClientChannel;
  readonly #outbox: Outbox;
  readonly #calls: ContactCalls;
  readonly #nonce: string;
  /** gives a kept shell back */
  readonly #release: (() => void) | null;
  readonly #forget: () => void;
  readonly #source: Source;
  /** its output is held back with that of all others */
  #sourced = false;
  #stderr = '';
  /** what came cannot be read any further */
  #doubted = false;
  #silent = false;
  #closed = false;
  /** the host has removed its own: no word of the execution comes any more */
  #clean = false;
  #timer: NodeJS.Timeout | null = null;
  #lasting: NodeJS.Timeout | undefined;
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
    const start = { ...ask, name: folderName(order.execution) };
    const kept =
      ask.kept && runAsOf(order) === null ? { shell: keptCommand, request: startRequest(order, start), rest: tidyRequest } : null;
    const opened = await ports.pool.open(order.connection, { command: () => startCommand(order, start), kept }, { signal });
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
    this.#release = opened.release;
    const reader = createReader(nonce, {
      told: (told) => {
        this.#expect(null);
        if (told.type !== 'begin') clearTimeout(this.#lasting);
        this.#clean ||= told.type === 'clean';
        if (told.type === 'begin') this.#followLater(told.crowd);
        if (told.type === 'begin') this.#hasOutput();
        if (told.type === 'over') this.#over();
        else if (told.type === 'hit' || told.type === 'left') this.processes[told.type].push(told.process);
        else if (!this.#closed) calls.told(told);
      },
      output: (stream, bytes) => {
        this.#hasOutput();
        calls.output(stream, bytes);
      },
      samples: (bytes, up) => {
        this.#hasOutput();
        calls.samples(bytes, up);
      },
      doubt: () => {
        this.#doubted = true;
        this.close();
      },
    });
    this.#expect(order.connection.connectTimeoutMs);
    const onError = () => {}; // its end is told by 'close'
    const onData = (bytes: Buffer) => {
      this.heardAt = Date.now();
      if (!this.#closed || this.#clean) reader.push(bytes);
    };
    const onStderr = (bytes: Buffer) => {
      if (this.#stderr.length < longestStderr) this.#stderr += bytes.toString('utf8');
    };
    const onClose = (code: number | null | undefined) => this.#end(reader.noise(), code ?? null);
    channel.on('error', onError).on('data', onData).once('close', onClose);
    channel.stderr.on('data', onStderr);
    this.#forget = () => {
      channel.off('error', onError).off('data', onData).off('close', onClose);
      channel.stderr.off('data', onStderr);
    };
    this.#source = {
      pause: () => channel.pause(),
      resume: () => channel.resume(),
    };
  }

  /** Until the script has begun its host is waited for, not held back: what it says then is short, and must come in time. */
  #hasOutput(): void {
    if (this.#sourced || this.#closed) return;
    this.#sourced = true;
    this.#outbox.attach(this.#source);
  }

  /** All of its output has come, or none will. */
  #noOutput(): void {
    this.#outbox.detach(this.#source);
    this.#channel.resume();
  }

  /** The host is ready: limits, environment, script. */
  sendOrder(): void {
    const payload = payloadOf(this.#order, { nonce: this.#nonce, name: folderName(this.#order.execution) });
    this.#channel.write(payload, () => this.#expect(this.#order.connection.connectTimeoutMs));
  }

  /** All of it is stored here: the host may remove its own. */
  sendDone(): void {
    this.#noOutput();
    this.#channel.write('done\n');
    this.#expect(this.#order.connection.connectTimeoutMs);
  }

  /**
   * A script that lasts is watched and followed from then on; in a kept shell that is for us to say (wrapper/kept.ts). Later
   * where many want to run (start.ts), but not beyond its own limits.
   */
  #followLater(crowd: number): void {
    if (this.#release === null || this.#closed) return;
    const limits = [this.#order.timeoutMs, this.#order.idleTimeoutMs].flatMap((ms) => ms ?? []);
    const ms = Math.min(longestUnfollowedMs, lastsMs + crowd * 100, ...limits);
    this.#lasting = setTimeout(() => this.#channel.write(followRequest(this.#nonce)), ms);
  }

  /** output is held back here */
  get held(): boolean {
    return this.#outbox.held;
  }

  /** Nothing is told any more but the close. A kept shell whose program ends well is given back. */
  close(): void {
    const first = !this.#closed;
    this.#closed = true;
    clearTimeout(this.#lasting);
    if (this.#timer !== null) clearTimeout(this.#timer);
    // Read on until the host has closed too, or the channel's place would never become free.
    this.#noOutput();
    if (first && this.#clean && this.#release !== null && !this.#doubted) {
      this.#timer = setTimeout(() => this.close(), overMs);
      return;
    }
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

  /** The kept shell waits for what comes next. */
  #over(): void {
    if (!this.#clean || this.#release === null) this.close();
    else {
      this.#forget();
      this.#end('', 0);
      this.#release();
    }
  }

  #end(noise: string, exitCode: number | null): void {
    this.#closed = true;
    clearTimeout(this.#lasting);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#noOutput();
    this.#calls.closed({
      connection: this.link.lost,
      kept: this.#release !== null,
      silent: this.#silent,
      exitCode: this.#doubted ? null : exitCode,
      stdout: noise,
      stderr: this.#stderr,
    });
  }
}
