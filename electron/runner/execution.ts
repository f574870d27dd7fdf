// One execution from order to outcome, over as many connections as it takes.
//
//   queued ──► contact ──► ready: order sent ──► begin ──► … ──► end ──► stored here ──► done: the host removes its own
//                 ▲                                │
//                 └──────── no contact ◄───────────┘   tried again and again; on the host it goes on
//
// Until the order is sent nothing has been started, and the world may say no. From then on only the host's own word tells
// what became of it.

import type { Outcome } from '../../shared/model/run.ts';
import { askToClean, askUntilStopped } from './asking.ts';
import { createComeback } from './comeback.ts';
import { Contact, type Loss } from './contact.ts';
import { absent, beganAt, endedAt, lost, neverStarted, outcomeOfEnd } from './ending.ts';
import { createIntake, type Intake } from './intake.ts';
import type { Connection, StartOrder } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Pool } from './ssh/pool.ts';
import { badOrder, notStarted } from './wrapper/diagnosis.ts';
import type { StreamName, Told } from './wrapper/reader.ts';

export interface ExecutionPorts {
  pool: Pool;
  outbox: Outbox;
  /** hex digits nobody can guess */
  nonce(): string;
}

/** So long nothing is heard before it counts as no contact; a host speaks every five seconds at least. */
export const silenceMs = 15_000;
/** A host that ends the channel again and again without a word will go on doing so. */
const mutesInARow = 5;

export class Execution {
  #order: StartOrder;
  readonly #ports: ExecutionPorts;
  readonly #onOver: () => void;
  readonly #giveUp = new AbortController();
  readonly #intake: Intake;
  readonly #comeback = createComeback(() => this.#meetOrFail());
  #contact: Contact | null = null;
  /** what the contact was asked with; the close of one that was given up may come when there is another */
  #attempt: object | null = null;
  /** epoch ms of the first order; null: nothing was ever sent */
  #sentAt: number | null;
  #startedAt: number | null;
  #begun: boolean;
  #pid: number | null = null;
  #hostKey: string | null = null;
  #cancelled = false;
  #stopping = false;
  #away = false;
  readonly #host: string;
  #mutes = 0;
  /** a shell that the connection keeps will do */
  #kept = true;
  #failure: string | null = null;
  #phase: 'open' | 'finished' | 'over' = 'open';

  constructor(order: StartOrder, ports: ExecutionPorts, onOver: () => void) {
    const { resume } = order;
    this.#order = order;
    this.#host = order.connection.host;
    this.#ports = ports;
    this.#onOver = onOver;
    this.#sentAt = resume?.sentAt ?? null;
    this.#startedAt = resume?.startedAt ?? null;
    this.#begun = this.#startedAt !== null;
    this.#intake = createIntake(order, ports.outbox);
  }

  async start(): Promise<void> {
    const bad = badOrder(this.#order);
    if (bad === null) await this.#meet();
    else this.#finish(bad);
  }

  cancel(): void {
    if (this.#phase !== 'open' || this.#cancelled) return;
    this.#cancelled = true;
    if (this.#sentAt === null) this.#finish(neverStarted);
    else if (this.#contact !== null) void this.#stop();
  }

  /** From now on its host is reached in this way; at once when there is no contact. */
  reach(connection: Connection): void {
    this.#order = { ...this.#order, connection };
    this.#comeback.now();
  }

  /** A bug: it cannot go on. */
  fail(error: unknown): void {
    const cause = `djcron failed: ${error instanceof Error ? error.message : String(error)}`;
    this.#finish({ type: 'broken', reason: 'internal', cause, remedy: 'look into the log of djcron' });
  }

  /** Says nothing more; on the host it goes on. */
  leave(): void {
    this.#intake.flush();
    this.#over();
  }

  /** its outcome is told, and the host is being told to remove what is left */
  get finished(): boolean {
    return this.#phase === 'finished';
  }

  /** Called from time to time: has the host fallen silent? */
  listen(now: number): void {
    const contact = this.#contact;
    if (this.#phase !== 'open' || contact === null || !this.#begun || contact.held) return;
    contact.heardAt = Math.min(contact.heardAt, now); // the clock was set back
    const silentMs = now - contact.heardAt;
    // a dead connection will not answer either, and goes
    if (silentMs > 3 * silenceMs) this.#comeBack(`${this.#host} has fallen silent`);
    else if (silentMs > silenceMs) this.#noContact(`${this.#host} has not been heard for ${silenceMs / 1000} s`);
    else if (this.#away) this.#inContact();
  }

  #meetOrFail(): void {
    this.#meet().catch((error: unknown) => this.fail(error));
  }

  async #meet(): Promise<void> {
    if (this.#phase !== 'open') return;
    const find = this.#begun || this.#order.resume?.mayStart === false || (this.#cancelled && this.#sentAt !== null);
    const ask = {
      nonce: this.#ports.nonce(),
      mode: find ? ('find' as const) : ('start' as const),
      agoMs: this.#sentAt === null ? 0 : Math.max(10, Date.now() - this.#sentAt),
      offsets: this.#intake.taken(),
      kept: this.#kept && this.#sentAt === null,
    };
    const calls = {
      told: (told: Told) => this.#told(told),
      output: (stream: StreamName, bytes: Buffer) => this.#phase === 'open' && this.#intake.output(stream, bytes),
      samples: (bytes: Buffer, up: number) => this.#phase === 'open' && this.#intake.samples(bytes, up),
      closed: (loss: Loss) => this.#attempt === ask && this.#closed(loss),
    };
    this.#attempt = ask;
    const contact = await Contact.open(this.#ports, this.#order, ask, calls, this.#giveUp.signal);
    if (contact instanceof Contact) {
      if (this.#attempt !== ask) return contact.close();
      this.#contact = contact;
      this.#hostKey = contact.link.key.fingerprint;
      return;
    }
    const { failure } = contact;
    if (failure === null) return;
    if (this.#sentAt === null) this.#finish(failure);
    else this.#comeBack(failure.type === 'broken' ? failure.cause : `${failure.cause}: ${failure.remedy}`, failure.type === 'refused');
  }

  #told(told: Told): void {
    this.#mutes = 0;
    if (this.#phase === 'finished') {
      if (told.type === 'clean') this.#cleaned();
      return;
    }
    switch (told.type) {
      case 'ready':
        this.#ready();
        break;
      case 'begin':
        this.#begin(told);
        break;
      case 'end':
        this.#finish(outcomeOfEnd(this.#host, { hit: [], left: [], ...told, ...this.#contact?.processes }), told.ms);
        break;
      case 'lost':
        this.#finish(lost(this.#host, told.reason, this.#pid));
        break;
      case 'none':
        this.#notThere(told.reason);
        break;
      case 'fail':
        this.#failure = told.reason; // what the host says about it may still be on its way
        break;
      default:
    }
  }

  #ready(): void {
    if (this.#cancelled) void this.#stop();
    else {
      this.#sentAt ??= Date.now();
      this.#contact?.sendOrder();
    }
  }

  #begin(told: Extract<Told, { type: 'begin' }>): void {
    this.#comeback.reset();
    this.#begun = true;
    this.#pid = told.pid || null;
    this.#startedAt ??= beganAt(Date.now(), this.#sentAt, told);
    this.#inContact();
    if (this.#cancelled) void this.#stop();
  }

  #inContact(): void {
    this.#away = false;
    const at = this.#startedAt ?? Date.now();
    this.#ports.outbox.send({ type: 'started', execution: this.#order.execution, at, pid: this.#pid, hostKey: this.#hostKey ?? '' });
  }

  /** The host knows nothing of it. */
  #notThere(reason: string): void {
    const mayStart = !this.#cancelled && this.#order.resume?.mayStart !== false;
    if (this.#begun || reason === 'rebooted') this.#finish(absent(this.#host, reason, this.#pid));
    else if (mayStart)
      this.#comeBack('it was not started yet'); // it may be, and will be asked for again
    else this.#finish(this.#cancelled ? neverStarted : { type: 'skipped', reason: 'engine-ended' });
  }

  #closed(loss: Loss): void {
    [this.#contact, this.#attempt] = [null, null];
    if (this.#phase === 'finished') void this.#cleanUp();
    if (this.#phase !== 'open') return;
    const again = loss.kept && this.#kept && this.#sentAt === null && this.#failure === null;
    this.#kept &&= !loss.kept;
    if (again && !loss.connection)
      this.#meetOrFail(); // if it was the shell, a channel of its own will do
    else if (loss.connection && this.#sentAt === null) {
      const cause = `the connection to ${this.#host} was lost before the script was sent`;
      this.#finish({ type: 'unreachable', cause, remedy: 'run it again' });
    } else if (loss.connection) this.#comeBack(`the connection to ${this.#host} was lost`);
    else if (this.#isThere()) this.#comeBack(`${this.#host} ended the channel`);
    else this.#finish(this.#cancelled ? neverStarted : notStarted(this.#order, this.#failure, loss));
  }

  /** Whether it may be on its host although the channel ended without a word. */
  #isThere(): boolean {
    this.#mutes++;
    if (this.#begun) return true;
    return this.#sentAt !== null && this.#failure === null && this.#mutes < mutesInARow;
  }

  #noContact(cause: string): void {
    if (this.#away) return;
    this.#away = true;
    this.#ports.outbox.send({ type: 'no-contact', execution: this.#order.execution, at: Date.now(), cause });
  }

  /** Meets the host again after a while. */
  #comeBack(cause: string, refused = false): void {
    this.#contact?.close();
    [this.#contact, this.#attempt] = [null, null];
    this.#intake.end();
    if (this.#begun || this.#comeback.losses > 0 || this.#order.resume !== null) this.#noContact(cause);
    this.#comeback.later(refused);
  }

  /** Asks the host to end it until it says that it will. While there is no contact, the next one asks. */
  async #stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const answer = await askUntilStopped(this.#ports, this.#order, () => this.#phase === 'open' && this.#contact !== null);
    if (answer === 'never' && !this.#begun) this.#finish(neverStarted); // `gone`: it is on its way there, and asked when it begins
    this.#stopping = false;
  }

  /** `ms`: from begin to end, as the host measured it. */
  #finish(outcome: Outcome, ms: number | null = null): void {
    if (this.#phase !== 'open') return;
    this.#intake.flush();
    this.#phase = 'finished';
    this.#comeback.stop();
    const { execution } = this.#order;
    const at = endedAt(Date.now(), this.#startedAt, ms);
    this.#ports.outbox.send({ type: 'finished', execution, at, hostKey: this.#hostKey, outcome }, () => this.#stored());
  }

  #stored(): void {
    if (this.#phase !== 'finished') return;
    if (this.#sentAt === null || this.#failure !== null) this.#cleaned();
    else if (this.#contact !== null) this.#contact.sendDone();
    else void this.#cleanUp();
  }

  /** The channel went before the host could be told, or said that it is done. */
  async #cleanUp(): Promise<void> {
    if (this.#phase !== 'finished') return;
    if (await askToClean(this.#ports, this.#order)) this.#cleaned();
    else this.#over();
  }

  #cleaned(): void {
    this.#ports.outbox.send({ type: 'cleaned', execution: this.#order.execution });
    this.#over();
  }

  #over(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#giveUp.abort();
    this.#comeback.stop();
    this.#contact?.close();
    this.#onOver();
  }
}
