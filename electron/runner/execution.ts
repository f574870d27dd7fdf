// One execution from order to outcome: a channel, the handshake with the host's shell, output, limits, the one end.
//
//   queued ── channel open ──► starting ── READY: order sent ──► sent ── BEGIN ──► running ── end on both streams ──► over
//
// Until the order is sent nothing has been started; from then on only the end's secret tells how the script ended.
import type { ClientChannel } from 'ssh2';
import type { Outcome } from '../../shared/model/run.ts';
import { createChunker } from './chunks.ts';
import { endingOf, lostBeforeStart } from './ending.ts';
import type { StartOrder } from './messages.ts';
import type { Outbox, Source } from './outbox.ts';
import { type Sampler, startSampler } from './samples/sampler.ts';
import type { Link } from './ssh/connect.ts';
import { discard, type Pool } from './ssh/pool.ts';
import { notStarted } from './wrapper/diagnosis.ts';
import { badVariable, folderName, payloadOf, runAsOf, secretOf } from './wrapper/order.ts';
import { shellCommand } from './wrapper/quote.ts';
import { createReader, type StreamName } from './wrapper/reader.ts';
import { startProgram } from './wrapper/start.ts';
import type { StopReport } from './wrapper/stop.ts';
import { stopOnHost } from './wrapper/stopping.ts';

export interface ExecutionPorts {
  pool: Pool;
  outbox: Outbox;
  /** hex digits nobody can guess */
  nonce(): string;
}

/** How long the end is waited for when the host says that the script is gone. */
const lastWordsMs = 5000;

type By = 'cancel' | 'timeout';

export class Execution {
  readonly #order: StartOrder;
  readonly #ports: ExecutionPorts;
  readonly #onOver: () => void;
  readonly #nonce: string;
  readonly #secret: string;
  readonly #cookie: string;
  readonly #giveUp = new AbortController();
  readonly #chunker = createChunker((chunk) => this.#send(chunk));
  readonly #offsets: Record<StreamName, number> = { stdout: 0, stderr: 0 };
  #phase: 'queued' | 'starting' | 'sent' | 'running' | 'over' = 'queued';
  #link: Link | null = null;
  #channel: ClientChannel | null = null;
  #source: Source | null = null;
  #process = { pid: 0, start: '0' };
  #timer: NodeJS.Timeout | null = null;
  #sampler: Sampler | null = null;
  #ended = new Set<StreamName>();
  #exitCode: number | null = null;
  #channelClosed = false;
  /** asked for before the script began */
  #cancelled = false;
  #stopping: { by: By; report: StopReport | null } | null = null;

  constructor(order: StartOrder, ports: ExecutionPorts, onOver: () => void) {
    this.#order = order;
    this.#ports = ports;
    this.#onOver = onOver;
    this.#nonce = ports.nonce();
    this.#secret = secretOf(ports.nonce() + ports.nonce());
    this.#cookie = folderName(order.execution);
  }

  async start(): Promise<void> {
    const bad = badVariable(this.#order.env);
    if (bad !== null) {
      const cause = `the variable ${JSON.stringify(bad)} cannot be set on a host`;
      return this.#finish({ type: 'broken', reason: 'environment', cause, remedy: 'use letters, digits and _, and no NUL in its value' });
    }
    const args = [this.#nonce, String(Buffer.byteLength(this.#order.script)), this.#cookie];
    const command = shellCommand(startProgram, args, runAsOf(this.#order));
    const opened = await this.#ports.pool.open(this.#order.connection, command, { signal: this.#giveUp.signal });
    if (this.#isOver()) {
      if (opened.ok) discard(opened.channel);
    } else if (opened.ok) this.#attach(opened.channel, opened.link);
    else if (opened.failure !== null) this.#finish(opened.failure);
  }

  cancel(): void {
    if (this.#phase === 'queued' || this.#phase === 'starting') {
      this.#finish({ type: 'ended', by: 'cancel', exitCode: null, signal: null, survivors: [] });
    } else if (this.#phase === 'sent') this.#cancelled = true;
    else if (this.#phase === 'running') void this.#stop('cancel');
  }

  /** A bug: it cannot go on. */
  fail(error: unknown): void {
    this.#finish({
      type: 'broken',
      reason: 'internal',
      cause: `djcron failed: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'look into the log of djcron',
    });
  }

  /** Says nothing more; the script is left running. */
  leave(): void {
    this.#over();
  }

  #attach(channel: ClientChannel, link: Link): void {
    this.#phase = 'starting';
    this.#channel = channel;
    this.#link = link;
    this.#expect();
    let failure: string | null = null;
    const reader = createReader(
      { nonce: this.#nonce, secret: this.#secret },
      {
        ready: () => this.#sendOrder(channel),
        begin: (process) => this.#begin(process),
        fail: (reason) => {
          failure = reason;
          // What the host said about it may still be on its way; endless noise has no end to wait for.
          if (reason === 'noise') this.#notStarted(reader, { reason, exitCode: null, silent: false });
          else this.#expect();
        },
        output: (stream, bytes) => this.#chunker.add(stream, bytes),
        end: (stream, exitCode) => this.#streamEnded(stream, exitCode),
      },
    );
    this.#onSilence = () => this.#notStarted(reader, { reason: failure, exitCode: null, silent: true });
    const take = (stream: StreamName) => (bytes: Buffer) => {
      if (this.#phase !== 'over') reader.push(stream, bytes);
    };
    channel.on('error', () => {}); // its end is told by 'close'
    channel.on('data', take('stdout'));
    channel.stderr.on('data', take('stderr'));
    channel.once('close', (code: number | null | undefined) => {
      if (this.#phase === 'over') return;
      reader.close('stdout');
      reader.close('stderr');
      this.#channelClosed = true;
      if (this.#phase === 'running') this.#settle();
      else if (link.lost) this.#finish(lostBeforeStart(this.#order.connection.host, this.#phase === 'sent'));
      else this.#notStarted(reader, { reason: failure, exitCode: code ?? null, silent: false });
    });
    this.#source = {
      pause: () => {
        channel.pause();
        channel.stderr.pause();
      },
      resume: () => {
        channel.resume();
        channel.stderr.resume();
      },
    };
    this.#ports.outbox.attach(this.#source);
  }

  #onSilence: () => void = () => {};

  /** The host's next word must come in time. */
  #expect(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onSilence(), this.#order.connection.connectTimeoutMs);
  }

  #sendOrder(channel: ClientChannel): void {
    if (this.#phase !== 'starting') return;
    this.#phase = 'sent';
    if (this.#timer !== null) clearTimeout(this.#timer); // a long script on a slow line takes as long as it takes
    channel.end(payloadOf(this.#order, { nonce: this.#nonce, secret: this.#secret, cookie: this.#cookie }), () => {
      if (this.#phase === 'sent') this.#expect();
    });
  }

  #begin(process: { pid: number; start: string }): void {
    if (this.#phase !== 'sent') return;
    this.#phase = 'running';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#process = process;
    const { execution, timeoutMs, samplesMs } = this.#order;
    this.#ports.outbox.send({
      type: 'started',
      execution,
      at: Date.now(),
      pid: process.pid || null,
      hostKey: this.#link?.key.fingerprint ?? '',
    });
    if (timeoutMs !== null) this.#timer = setTimeout(() => void this.#stop('timeout'), timeoutMs);
    if (samplesMs > 0) {
      const send = this.#ports.outbox.send;
      this.#sampler = startSampler({ order: this.#order, process, cookie: this.#cookie, pool: this.#ports.pool, send });
    }
    if (this.#cancelled) void this.#stop('cancel');
  }

  #send({ stream, at, bytes }: { stream: StreamName; at: number; bytes: Uint8Array }): void {
    const offset = this.#offsets[stream];
    this.#offsets[stream] += bytes.byteLength;
    this.#ports.outbox.send({ type: 'output', execution: this.#order.execution, at, stream, offset, bytes });
  }

  #streamEnded(stream: StreamName, exitCode: number): void {
    this.#ended.add(stream);
    this.#exitCode = exitCode;
    this.#settle();
  }

  async #stop(by: By): Promise<void> {
    if (this.#stopping !== null || this.#phase !== 'running') return;
    const stopping = { by, report: null as StopReport | null };
    this.#stopping = stopping;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const { connection, graceMs } = this.#order;
    const order = { nonce: this.#nonce, ...this.#process, cookie: this.#cookie, graceMs, runAs: runAsOf(this.#order) };
    stopping.report = await stopOnHost(this.#ports.pool, connection, order);
    this.#settle();
    if (!this.#isOver()) this.#waitForLastWords();
  }

  /** Not while output is held back: its end stands behind it. */
  #waitForLastWords(): void {
    this.#timer = setTimeout(() => {
      if (this.#ports.outbox.held) this.#waitForLastWords();
      else this.#settle(true);
    }, lastWordsMs);
  }

  #isOver(): boolean {
    return this.#phase === 'over';
  }

  /** Finishes if the end is known by now. `late`: no more is to be expected. */
  #settle(late = false): void {
    if (this.#isOver()) return;
    const done = this.#ended.size === 2 || this.#channelClosed;
    if (!done && !late) return;
    if (this.#stopping !== null && this.#stopping.report === null && this.#link?.lost !== true) return; // the stop's own word comes
    this.#finish(
      endingOf({
        host: this.#order.connection.host,
        exitCode: this.#exitCode,
        stopping: this.#stopping,
        connectionLost: this.#link?.lost === true,
        channelClosed: this.#channelClosed,
      }),
    );
  }

  #notStarted(
    reader: { noise(stream: StreamName): string },
    seen: { reason: string | null; exitCode: number | null; silent: boolean },
  ): void {
    const clean = (stream: StreamName) => reader.noise(stream).replaceAll(this.#secret, '');
    const broken = notStarted(this.#order, seen.reason, { ...seen, stdout: clean('stdout'), stderr: clean('stderr') });
    this.#finish(this.#cancelled ? { type: 'ended', by: 'cancel', exitCode: null, signal: null, survivors: [] } : broken);
  }

  #finish(outcome: Outcome): void {
    if (this.#phase === 'over') return;
    this.#chunker.flush();
    const hostKey = this.#link?.key.fingerprint ?? null;
    this.#over();
    this.#ports.outbox.send({ type: 'finished', execution: this.#order.execution, at: Date.now(), hostKey, outcome });
  }

  #over(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#giveUp.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#sampler?.close();
    if (this.#source !== null) this.#ports.outbox.detach(this.#source);
    // Read on until the host has closed too, or the channel's place would never become free.
    this.#source?.resume();
    this.#channel?.close();
    this.#onOver();
  }
}
