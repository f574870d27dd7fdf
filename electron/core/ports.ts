// What the core needs from outside and a test may replace: time, chance, who acts, the runner, the demo fleet, secrets
// held in memory. The entries choose the real ones.

import type { Doctor } from '../../shared/contract/system.ts';
import type { LocalRunner } from '../local/script.ts';
import type { Post } from '../notify/post.ts';
import type { Reporter } from '../report/reporter.ts';
import type { PublicKey, Runner } from '../runner/messages.ts';
import type { Store } from '../store/open.ts';
import type { Vault } from '../vault/memory.ts';

export interface Clock {
  /** epoch milliseconds of the wall clock */
  now(): number;
  /** Calls back once after a delay; gives a function that takes it back. */
  after(delayMs: number, call: () => void): () => void;
  /** Milliseconds from a moment of its own that no setting of the wall clock changes: with and without this computer's sleep. */
  elapsed(): { withSleep: number; awake: number };
}

export interface Chance {
  /** `count` random bytes */
  bytes(count: number): Uint8Array;
}

/** Who asks, and by which way: what the audit log writes down. */
export interface Caller {
  actor: string;
  origin: 'window' | 'web' | 'cli' | 'api' | 'scheduler' | 'engine';
}

/** One demo host as the fleet offers it. */
export interface DemoHost {
  name: string;
  address: string;
  port: number;
  user: string;
  tags: Record<string, string>;
  hostKey: { type: string; key: string };
}

export interface DemoFleet {
  /** job files that show what can be done with it */
  jobs: readonly string[];
  /** why there can be none here, or null */
  unavailable(): string | null;
  /** Starts `count` servers (again: the same ones); `identity` is the path of the key that opens them. */
  start(count: number): Promise<{ hosts: DemoHost[]; identity: string }>;
  stop(): Promise<void>;
}

/** Reads what ssh keeps in files; the rules are OpenSSH's. */
export interface SshFiles {
  /** whether a private key's text opens with this passphrase */
  opens(privateKey: string, passphrase: string): boolean;
  /** SHA256:… of a public key given as base64 */
  fingerprint(key: string): string;
  /** The keys a known_hosts file trusts for each of these hosts, by name or address and port; in their order. */
  keysInKnownHosts(
    text: string,
    hosts: readonly { name: string; address: string; port: number }[],
  ): { name: string; trusted: PublicKey[] }[];
}

/** Facts of the engine's own surroundings that `info` and `doctor` tell. */
export interface Surroundings {
  version: string;
  home: string;
  /** directory of run output, backups of the database, logs: see electron/home.ts */
  outputDir: string;
  shell: 'window' | 'web' | 'cli';
  platform: string;
  pid: number;
  /** name of the user djcron acts for */
  user: string;
  timezone: string;
  /** the user's ~/.ssh, for default identities, known_hosts and config */
  sshDir: string;
  agent: string | null;
  env: Readonly<Record<string, string | undefined>>;
}

export interface Ports {
  clock: Clock;
  chance: Chance;
  store: Store;
  runner: Runner;
  /** runs a script on this computer */
  local: LocalRunner;
  sshFiles: SshFiles;
  vault: Vault;
  reporter: Reporter;
  post: Post;
  demo: DemoFleet;
  surroundings: Surroundings;
  /** who has the home, be it this process, or had it last and is dead; the URL without its token */
  instance(): Doctor['instance'];
  /** where bugs are written, with their stack */
  log(level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>): void;
}
