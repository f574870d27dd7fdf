// The one place that makes an SSH client: no key of a host is taken without a verdict, and nothing is offered to log in
// before it. Takes a stream that is already open; names, TCP and jump hosts are socket.ts's, sharing is pool.ts's.
import type { Duplex } from 'node:stream';
import { type Algorithms, Client, type ClientChannel, type ServerHostKeyAlgorithm } from 'ssh2';
import type { Connection, SeenKey } from '../messages.ts';
import { quickenCiphers } from './ciphers.ts';
import {
  authenticationFailure,
  type Failed,
  failed,
  keyFailure,
  placeOf,
  protocolFailure,
  type Step,
  timeoutFailure,
  unreachable,
  unreadableFailure,
} from './failure.ts';
import { offersOf } from './identities.ts';
import { fingerprintOf } from './known-hosts.ts';
import { lendBytes } from './socket.ts';
import { judgeKey, knownTypes } from './trust.ts';

/** A logged-in connection. */
export interface Link {
  ok: true;
  client: Client;
  key: SeenKey;
  /** label of what was accepted */
  loggedInBy: string;
  /** the connection is gone; set before its channels close */
  readonly lost: boolean;
  onLost(call: () => void): void;
  /** Rejects with what ssh2 says, or when there is no answer. */
  exec(command: string): Promise<ClientChannel>;
  /** Says goodbye and closes. Resolves when it is gone. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** epoch ms at which to give up */
  deadline: number;
  /** stop when the key is seen: no login */
  keyOnly?: boolean;
  onKeySeen(seen: SeenKey): void;
  onStep?(step: Step, detail: string): void;
}

const algorithms: Omit<Algorithms, 'serverHostKey'> = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group-exchange-sha256',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  // The last two are for dropbear, which has no others.
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
};

const hostKeyAlgorithms: Record<string, ServerHostKeyAlgorithm[]> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** Types of known keys first, as OpenSSH does: else a host known by its RSA key would seem new by its Ed25519 key. */
function hostKeyOrder(connection: Connection): ServerHostKeyAlgorithm[] {
  const known = knownTypes(connection).flatMap((type) => hostKeyAlgorithms[type] ?? []);
  return [...new Set([...known, ...Object.values(hostKeyAlgorithms).flat()])];
}

export function connect(connection: Connection, stream: Duplex, options: ConnectOptions): Promise<Link | Failed> {
  return new Promise((resolve) => {
    const client = new Client();
    quickenCiphers(client);
    const login = createLogin(connection);
    let step: Step = 'banner';
    let key: SeenKey | null = null;
    let keyProblem: Failed | null = null;
    let settled = false;
    let lost = false;
    const lostCalls: (() => void)[] = [];
    const enter = (next: Step, detail: string) => {
      options.onStep?.(step, detail);
      step = next;
    };

    const settle = (result: Link | Failed) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (!result.ok) stream.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => settle(timeoutFailure(connection, step)), Math.max(1, options.deadline - Date.now()));

    // The handler stays for ever: ssh2 reports errors of a dead socket long after the end.
    client.on('error', (error: Error & { level?: string }) => {
      if (login.takes(error)) return;
      if (keyProblem !== null) settle(keyProblem);
      else if (step === 'authentication') settle(login.failure(error));
      else if (step === 'banner' && /before handshake|ECONNRESET/.test(error.message)) settle(hungUp(connection));
      else settle(protocolFailure(connection, step, error.message));
    });
    client.on('close', () => {
      lost = true;
      if (!settled) settle(step === 'banner' ? hungUp(connection) : protocolFailure(connection, step, 'it hung up'));
      for (const call of lostCalls.splice(0)) call();
    });
    client.on('ready', () => {
      if (key === null) return settle(protocolFailure(connection, step, 'no key was shown')); // cannot be: ssh2 asks the verifier first
      options.onStep?.('authentication', login.lastOffer());
      lendBytes(stream);
      settle(
        linkOf(client, stream, key, login.lastOffer(), { isLost: () => lost, onLost: (call) => (lost ? call() : lostCalls.push(call)) }),
      );
    });

    const verify = (bytes: Buffer): boolean => {
      const shown = bytes.toString('base64');
      if (key !== null) return key.key === shown; // a rekey: the verdict holds, another key ends the connection
      if (step === 'banner') enter('host-key', '');
      const judged = judge(connection, bytes);
      if (judged.seen === null) {
        keyProblem = judged.problem;
        return false;
      }
      key = judged.seen;
      options.onKeySeen(key);
      keyProblem = judged.problem;
      if (options.keyOnly === true) {
        settle(linkOf(client, stream, key, '', { isLost: () => true, onLost: (call) => call() }));
        setImmediate(() => stream.destroy());
        return false;
      }
      if (keyProblem === null) enter('authentication', `${key.type} ${key.fingerprint}`);
      return keyProblem === null;
    };

    client.connect({
      sock: stream as NonNullable<Parameters<Client['connect']>[0]['sock']>,
      username: connection.user,
      ident: 'djcron',
      algorithms: { ...algorithms, serverHostKey: hostKeyOrder(connection) },
      hostVerifier: verify,
      authHandler: login.next,
      readyTimeout: 0, // the timer above knows the step
      // Rarely: it wakes both sides. The kernel looks after idle ones (socket.ts), and of one at work the host speaks (execution.ts).
      keepaliveInterval: 120_000,
      keepaliveCountMax: 2,
    });
    stream.once('data', (bytes: Buffer) => {
      const banner = bytes.toString('latin1').split(/\r?\n/, 1)[0] ?? '';
      if (step === 'banner' && banner.startsWith('SSH-')) enter('host-key', banner.slice(0, 100));
    });
  });
}

/** sshd closes without a word when too many log in at once (MaxStartups). */
function hungUp(connection: Connection): Failed {
  const place = placeOf(connection);
  return failed(
    'banner',
    unreachable(
      `${place} closed the connection before it said anything`,
      'is this the port of sshd, and does it refuse this address or too many logins at once (MaxStartups)?',
    ),
    true,
  );
}

function judge(connection: Connection, bytes: Buffer): { seen: SeenKey | null; problem: Failed | null } {
  const type = bytes.toString('latin1', 4, 4 + bytes.readUInt32BE(0));
  const key = bytes.toString('base64');
  const judgement = judgeKey(connection, { type, key });
  if (judgement.type === 'unreadable') return { seen: null, problem: unreadableFailure(connection, judgement.path, judgement.reason) };
  const seen: SeenKey = { type, key, fingerprint: fingerprintOf(key), verdict: judgement.verdict };
  return { seen, problem: judgement.verdict.state === 'known' ? null : keyFailure(connection, seen, judgement.otherTypes) };
}

/** One offer after the other, only what the server takes; and afterwards what to say when none did. */
function createLogin(connection: Connection) {
  const found = offersOf(connection);
  const offers = found.blocked === null ? [...found.offers] : [];
  const tried: string[] = [];
  const notes = [...found.notes];
  let accepted: readonly string[] | null = null;

  const next = (methods: readonly string[] | null): false | (typeof offers)[number]['method'] => {
    accepted = methods ?? accepted;
    for (let offer = offers.shift(); offer !== undefined; offer = offers.shift()) {
      const name = offer.method.type === 'agent' ? 'publickey' : offer.method.type;
      if (accepted !== null && !accepted.includes(name)) continue;
      tried.push(offer.label);
      return offer.method;
    }
    return false;
  };

  return {
    next: next as unknown as NonNullable<Parameters<Client['connect']>[0]['authHandler']>,
    lastOffer: () => tried.at(-1) ?? '',
    /** Errors after which ssh2 goes on with the next offer by itself. */
    takes(error: Error & { level?: string }): boolean {
      const goesOn = error.level === 'agent' || (error.level === 'client-authentication' && /signing/.test(error.message));
      if (goesOn) notes.push(error.level === 'agent' ? `agent: ${error.message}` : error.message);
      return goesOn;
    },
    failure(error: Error & { level?: string }): Failed {
      if (found.blocked !== null) return authenticationFailure(found.blocked.cause, found.blocked.remedy);
      if (error.level !== 'client-authentication' && !/authentication fail/i.test(error.message))
        return protocolFailure(connection, 'authentication', error.message);
      const { user, host } = connection;
      const why = notes.length === 0 ? '' : `; ${notes.join('; ')}`;
      if (tried.length === 0) {
        const takes = accepted === null ? '' : ` (it takes ${accepted.join(', ')})`;
        return authenticationFailure(
          `there is nothing to log in to ${host} with${takes}${why}`,
          'name an identity for the host, start an agent, or give a password',
        );
      }
      const takes = accepted === null ? '' : `, it takes ${accepted.join(', ')}`;
      return authenticationFailure(
        `${host} let ${user} in with none of: ${tried.join(', ')}${takes}${why}`,
        `is the user right, and is the public key in its authorized_keys on ${host}?`,
      );
    },
  };
}

const answerMs = 30_000;

function linkOf(
  client: Client,
  stream: Duplex,
  key: SeenKey,
  loggedInBy: string,
  life: { isLost(): boolean; onLost(call: () => void): void },
): Link {
  return {
    ok: true,
    client,
    key,
    loggedInBy,
    get lost() {
      return life.isLost();
    },
    onLost: life.onLost,
    exec(command) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error('the connection gives no answer'));
          stream.destroy();
        }, answerMs);
        try {
          client.exec(command, (error, channel) => {
            clearTimeout(timer);
            if (error) reject(error);
            else resolve(channel);
          });
        } catch (error) {
          clearTimeout(timer);
          reject(error);
        }
      });
    },
    close() {
      return new Promise((resolve) => {
        if (life.isLost()) return resolve();
        life.onLost(resolve);
        client.end();
        setTimeout(() => stream.destroy(), 500).unref();
      });
    },
  };
}
