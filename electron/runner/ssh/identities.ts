// What is offered to log in with, in which order, and why something cannot be: private keys of files (parsed once and
// kept), keys of an agent, a password. Only what the connection names is ever offered.
import { readFileSync, statSync } from 'node:fs';
import ssh2, { type AnyAuthMethod, BaseAgent, createAgent, type ParsedKey } from 'ssh2';
import type { Connection } from '../messages.ts';

export interface Offer {
  /** for a person: `key /home/a/.ssh/id_ed25519` */
  label: string;
  method: AnyAuthMethod;
}

export interface Offers {
  offers: Offer[];
  /** what could not be offered, and why */
  notes: string[];
  /** the identity that was named for this host cannot be used: nothing is to be tried */
  blocked: { cause: string; remedy: string } | null;
}

/** The named identity alone; without one the agent, then the identities in order. A password comes last. */
export function offersOf(connection: Connection): Offers {
  const { user: username, agent, identities, identityRequired, password } = connection;
  const found: Offers = { offers: [], notes: [], blocked: null };
  const agentOffer = (label: string, method: BaseAgent | string): Offer => ({ label, method: { type: 'agent', username, agent: method } });
  if (agent !== null && !identityRequired) found.offers.push(agentOffer(`agent ${agent}`, agent));
  for (const [i, { path, passphrase }] of identities.entries()) {
    const key = readIdentity(path, passphrase);
    const named = identityRequired && i === 0;
    if (key.type === 'key') found.offers.push({ label: `key ${path}`, method: { type: 'publickey', username, key: key.key } });
    else if (named && key.type === 'encrypted' && agent !== null && key.publicKey !== null) {
      found.offers.push(agentOffer(`key ${path} held by the agent`, new OneKeyAgent(createAgent(agent), key.publicKey)));
    } else if (named) found.blocked = problemOf(path, key);
    else if (key.type !== 'missing') found.notes.push(problemOf(path, key).cause);
  }
  if (password !== null) found.offers.push(...passwordOffers(username, password));
  return found;
}

function passwordOffers(username: string, password: string): Offer[] {
  return [
    { label: 'password', method: { type: 'password', username, password } },
    {
      label: 'password, asked by the server',
      method: {
        type: 'keyboard-interactive',
        username,
        // A second question (a one-time code) has no answer here.
        prompt: (_name, _instructions, _lang, prompts, finish) => finish(prompts.map(() => password)),
      },
    },
  ];
}

type Identity =
  | { type: 'key'; key: ParsedKey }
  | { type: 'encrypted'; publicKey: Buffer | null }
  | { type: 'wrong-passphrase' }
  | { type: 'missing' }
  | { type: 'unusable'; reason: string };

function problemOf(path: string, identity: Exclude<Identity, { type: 'key' }>): { cause: string; remedy: string } {
  switch (identity.type) {
    case 'encrypted':
      return {
        cause: `the identity ${path} is encrypted and its passphrase was not given`,
        remedy: 'give its passphrase when asked, or add it to an agent (ssh-add)',
      };
    case 'wrong-passphrase':
      return { cause: `the passphrase of the identity ${path} is wrong`, remedy: 'give the right passphrase' };
    case 'missing':
      return { cause: `the identity ${path} is not there`, remedy: 'name a private key that exists' };
    case 'unusable':
      return {
        cause: `the identity ${path} cannot be used: ${identity.reason}`,
        remedy: 'name a private key file in OpenSSH, PEM or PuTTY form that you can read',
      };
  }
}

const parsed = new Map<string, { stamp: string; passphrase: string | null; identity: Identity }>();

function readIdentity(path: string, passphrase: string | null): Identity {
  try {
    const stat = statSync(path);
    const stamp = `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    const before = parsed.get(path);
    if (before?.stamp === stamp && before.passphrase === passphrase) return before.identity;
    const identity = parseIdentity(path, readFileSync(path), passphrase);
    parsed.set(path, { stamp, passphrase, identity });
    return identity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { type: 'missing' };
    return { type: 'unusable', reason: (error as Error).message };
  }
}

function parseIdentity(path: string, bytes: Buffer, passphrase: string | null): Identity {
  const key = ssh2.utils.parseKey(bytes, passphrase ?? undefined);
  if (!(key instanceof Error)) {
    if (!key.isPrivateKey()) return { type: 'unusable', reason: 'it is a public key' };
    return { type: 'key', key };
  }
  if (/no passphrase given/i.test(key.message)) return { type: 'encrypted', publicKey: readPublicHalf(path) };
  if (passphrase !== null && /passphrase|decrypt|integrity/i.test(key.message)) return { type: 'wrong-passphrase' };
  return { type: 'unusable', reason: key.message };
}

/** The `.pub` file beside it tells which key of an agent this is. */
function readPublicHalf(path: string): Buffer | null {
  try {
    const key = ssh2.utils.parseKey(readFileSync(`${path}.pub`));
    return key instanceof Error ? null : key.getPublicSSH();
  } catch {
    return null;
  }
}

/** An agent of which one key only is offered. */
class OneKeyAgent extends BaseAgent {
  readonly #agent: BaseAgent;
  readonly #key: Buffer;

  constructor(agent: BaseAgent, key: Buffer) {
    super();
    this.#agent = agent;
    this.#key = key;
  }

  getIdentities(call: Parameters<BaseAgent['getIdentities']>[0]): void {
    this.#agent.getIdentities((error, keys) => {
      if (error) return call(error);
      call(
        undefined,
        keys?.filter((key) => this.#key.equals(bytesOf(key))),
      );
    });
  }

  override sign(...args: [unknown, ...unknown[]]): void {
    (this.#agent.sign as (...all: unknown[]) => void).apply(this.#agent, args);
  }
}

type AgentKey = NonNullable<Parameters<Parameters<BaseAgent['getIdentities']>[0]>[1]>[number];

function bytesOf(entry: AgentKey): Buffer {
  if (typeof entry === 'string') return Buffer.from(entry, 'base64');
  if (Buffer.isBuffer(entry)) return entry;
  return 'pubKey' in entry ? bytesOf(entry.pubKey as AgentKey) : entry.getPublicSSH();
}
