// The runner's whole language: orders in, messages out. Orders are self-contained (the runner reads no database and
// asks nothing back); repeats and late messages are harmless. Plain data only, so that it crosses threads and queues.
import type { Outcome } from '../../shared/model/run.ts';

/** A public host key as base64 of its wire form, and its type (`ssh-ed25519`). */
export interface PublicKey {
  type: string;
  key: string;
}

/** How to reach and prove a host, and how to log in. Secrets are in memory only. */
export interface Connection {
  /** the host's name in the catalog: what messages speak of */
  host: string;
  address: string;
  port: number;
  user: string;
  connectTimeoutMs: number;
  /** private key files to try, in order; a missing one is passed over unless `identityRequired` */
  identities: { path: string; passphrase: string | null }[];
  /** the first identity was named for this host: that it cannot be read is an error, not a reason to try others */
  identityRequired: boolean;
  /** socket of an agent */
  agent: string | null;
  password: string | null;
  /** keys djcron's own store trusts for this host */
  trusted: PublicKey[];
  /** known_hosts files whose entries count too */
  knownHosts: string[];
  jump: Connection | null;
}

export interface StartOrder {
  type: 'start';
  /** id of the execution: unique for ever; the same id again is the same execution */
  execution: string;
  connection: Connection;
  script: string;
  /** exported before the script starts; values without NUL */
  env: Record<string, string>;
  /** the whole wrapper under `sudo -n -u` */
  runAs: string | null;
  workingDirectory: string | null;
  /** from the script's start; null: none */
  timeoutMs: number | null;
  /** between TERM and KILL */
  graceMs: number;
  /** without a byte of output; null: none */
  idleTimeoutMs: number | null;
  /** what may lie on the host of its output; beyond it the script is ended */
  spoolLimitBytes: number;
  /** merged: stderr is written where stdout is, in exact order */
  output: 'separate' | 'merged';
  /** 0: no samples */
  samplesMs: number;
  /** an earlier order for the same execution was sent: what is known of it; null: this is the first */
  resume: Resume | null;
}

/** Where to go on after a restart: bytes taken of each stream on the host. */
export interface Resume {
  /** epoch ms of the first order */
  sentAt: number;
  /** epoch ms of its begin; null: not known to have begun */
  startedAt: number | null;
  stdout: number;
  stderr: number;
  samples: number;
  /** it may still be started if it never was; otherwise it is only looked for */
  mayStart: boolean;
}

export type Order =
  | StartOrder
  | { type: 'cancel'; execution: string }
  /** what is needed to reach its host has changed: keys, secrets, address */
  | { type: 'reach'; execution: string; connection: Connection }
  /** remove what an execution left on its host: everything of it is stored here */
  | { type: 'clean'; execution: string; connection: Connection; runAs: string | null }
  /** drop pooled connections of a host: it was changed or removed */
  | { type: 'disconnect'; host: string };

/** One reading. Rates need two readings and are null in the first. */
export interface SampleReading {
  at: number;
  host: {
    cpuPercent: number | null;
    memoryBytes: number | null;
    memoryTotalBytes: number | null;
    netRxBytesPerS: number | null;
    netTxBytesPerS: number | null;
    diskReadBytesPerS: number | null;
    diskWriteBytesPerS: number | null;
    load1: number | null;
  };
  /** of the execution's process tree; cpuPercent 100 = one core */
  execution: {
    cpuPercent: number | null;
    memoryBytes: number | null;
    diskReadBytesPerS: number | null;
    diskWriteBytesPerS: number | null;
    processes: number;
  };
}

export type RunnerMessage =
  /** the script runs now; `pid` is that of its session leader on the host */
  | { type: 'started'; execution: string; at: number; pid: number | null; hostKey: string }
  /**
   * Bytes of one stream; `offset` counts the stream's bytes from 0. Late repeats have a smaller offset than expected. The bytes
   * are the listener's until it has taken the message: afterwards their memory may be used again.
   */
  | { type: 'output'; execution: string; at: number; stream: 'stdout' | 'stderr'; offset: number; bytes: Uint8Array }
  /** `taken`: bytes of the host's sample file that these and all earlier readings were made of */
  | { type: 'samples'; execution: string; readings: SampleReading[]; taken: number }
  /** no samples from this host, and why */
  | { type: 'no-samples'; execution: string; reason: string }
  /** the connection is gone while the script may still run; a later `started` says that it is back */
  | { type: 'no-contact'; execution: string; at: number; cause: string }
  /** the end of an execution; all its output was told before */
  | { type: 'finished'; execution: string; at: number; hostKey: string | null; outcome: Outcome }
  /** nothing of it lies on its host any more; comes after `finished` */
  | { type: 'cleaned'; execution: string };

/** A step of a connection test, in the order they happen; the first one not ok is the last. */
export interface ProbeStep {
  step: 'dns' | 'tcp' | 'banner' | 'host-key' | 'authentication' | 'shell';
  ok: boolean;
  durationMs: number;
  detail: string;
  cause: string | null;
  remedy: string | null;
}

export interface HostFacts {
  os: string;
  /** what it calls itself */
  hostname: string;
  kernel: string;
  arch: string;
  cpus: number;
  memoryBytes: number;
}

/** What a host's key is worth, given the trusted keys and known_hosts files of a connection. */
export type KeyVerdict =
  | { state: 'known'; source: string }
  | { state: 'certificate'; source: string }
  | { state: 'new' }
  | { state: 'changed'; trustedFingerprint: string; source: string }
  | { state: 'revoked'; source: string };

export interface SeenKey extends PublicKey {
  fingerprint: string;
  verdict: KeyVerdict;
}

/** Of all that lies there for this user, what has ended, or fell silent, at least `days` ago. */
export interface Sweep {
  days: number;
  /** ids of executions to be left alone: not all of them is stored here */
  keep: string[];
}

export interface Swept {
  executions: number;
  bytes: number;
}

/** The runner as the core sees it. The same over every transport; one conformance suite holds for all. */
export interface Runner {
  send(order: Order): void;
  /** One listener; called in order, also before it is done with the one before. When its promises are slow, output of all executions is held back at the socket. */
  listen(listener: (message: RunnerMessage) => void | Promise<void>): void;
  /** every key a connection presented is told here too, whatever its verdict */
  onKeySeen(listener: (host: string, seen: SeenKey) => void): void;
  /** Asks for the key only; logs in nowhere. Throws AppError DJ-KEY-UNREACHABLE. */
  scanKey(connection: Connection): Promise<SeenKey>;
  probe(connection: Connection): Promise<ProbeStep[]>;
  /** Throws an Error with one line for a person. */
  facts(connection: Connection): Promise<HostFacts>;
  /** Removes what executions left on a host. Throws an Error with one line for a person. */
  sweep(connection: Connection, what: Sweep): Promise<Swept>;
  /** Waits until nothing is sent or written any more; running scripts are left running on their hosts. */
  close(): Promise<void>;
}
