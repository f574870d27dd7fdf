// How a connection fails, in words for a person: what happened, and what to do about it. Pure.
import type { Outcome } from '../../../shared/model/run.ts';
import type { Connection, ProbeStep, SeenKey } from '../messages.ts';

/** The world said no before anything was started. */
export type Failure = Extract<Outcome, { type: 'unreachable' | 'refused' }>;

export type Step = ProbeStep['step'];

export interface Failed {
  ok: false;
  step: Step;
  failure: Failure;
  /** the server hung up before it said anything, as sshd does when too many log in at once: worth another try */
  again: boolean;
}

export function failed(step: Step, failure: Failure, again = false): Failed {
  return { ok: false, step, failure, again };
}

export function unreachable(cause: string, remedy: string): Failure {
  return { type: 'unreachable', cause, remedy };
}

/** `address` or `[v6]` with port, as a person would type it. */
export function placeOf({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const byCode: Record<string, (place: string) => [cause: string, remedy: string]> = {
  ECONNREFUSED: (place) => [`${place} refuses connections`, 'is sshd running there, and on this port?'],
  EHOSTUNREACH: (place) => [`there is no route to ${place}`, 'check the network, a VPN, or a firewall on the way'],
  ENETUNREACH: (place) => [`there is no network to reach ${place}`, 'check the network or a VPN'],
  ETIMEDOUT: (place) => [`${place} does not answer`, 'is the host up, and does a firewall let this port through?'],
  EACCES: (place) => [`the system here forbids connecting to ${place}`, 'check the firewall of this machine'],
  EPERM: (place) => [`the system here forbids connecting to ${place}`, 'check the firewall of this machine'],
  ECONNRESET: (place) => [`${place} closed the connection`, 'look into the log of sshd there'],
};

export function socketFailure(connection: Connection, error: NodeJS.ErrnoException): Failed {
  const code = codeOf(error);
  if (error.syscall === 'getaddrinfo' || code.startsWith('EAI_') || code === 'ENOTFOUND') {
    const cause =
      code === 'ENOTFOUND'
        ? `the name ${connection.address} does not resolve`
        : `the name service failed for ${connection.address} (${code})`;
    return failed('dns', unreachable(cause, "check the host's address, or DNS on this machine"));
  }
  const [cause, remedy] = byCode[code]?.(placeOf(connection)) ?? [
    `cannot connect to ${placeOf(connection)}: ${error.message}`,
    'check address and port',
  ];
  return failed('tcp', unreachable(cause, remedy));
}

/** Node tries several addresses of a name and then reports all that failed in one error. */
function codeOf(error: NodeJS.ErrnoException): string {
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined) : undefined;
  return error.code ?? first?.code ?? '';
}

export function timeoutFailure(connection: Connection, step: Step): Failed {
  const seconds = `${Number((connection.connectTimeoutMs / 1000).toFixed(1))} s`;
  const place = placeOf(connection);
  const words: Record<Step, [string, string]> = {
    dns: [`the name ${connection.address} did not resolve within ${seconds}`, 'check DNS on this machine'],
    tcp: [`${place} did not answer within ${seconds}`, 'is the host up, and does a firewall let this port through?'],
    banner: [`${place} is open but no SSH server spoke within ${seconds}`, 'is this the port of sshd?'],
    'host-key': [`${place} did not finish the key exchange within ${seconds}`, 'is the host overloaded? A longer connect timeout may help'],
    authentication: [
      `${place} did not finish the login within ${seconds}`,
      'is the host overloaded, or its user directory slow? A longer connect timeout may help',
    ],
    shell: [`${place} did not start a command within ${seconds}`, 'is the host overloaded?'],
  };
  return failed(step, unreachable(...words[step]));
}

/** An error of the SSH protocol itself, before the login. */
export function protocolFailure(connection: Connection, step: Step, message: string): Failed {
  const place = placeOf(connection);
  if (/no matching/i.test(message)) {
    const what = message.replace(/^Handshake failed:\s*/i, '');
    return failed(
      'host-key',
      unreachable(
        `${place} offers no algorithm that is safe enough (${what})`,
        'update its SSH server, or enable curve25519, aes-gcm or aes-ctr, and a host key other than DSA',
      ),
    );
  }
  if (step === 'banner')
    return failed('banner', unreachable(`${place} is open but does not speak SSH (${message})`, 'is this the port of sshd?'));
  return failed(step, unreachable(`${place} ended the connection: ${message}`, 'look into the log of sshd there'));
}

export function keyFailure(connection: Connection, seen: SeenKey, otherTypes: readonly string[]): Failed {
  const { host } = connection;
  const shown = `${seen.type} ${seen.fingerprint}`;
  const refused = (reason: Extract<Failure, { type: 'refused' }>['reason'], cause: string, remedy: string) =>
    failed('host-key', { type: 'refused', reason, cause, remedy });
  const { verdict } = seen;
  if (verdict.state === 'revoked') {
    return refused(
      'host-key-revoked',
      `the key of ${host} is revoked by ${verdict.source} (${shown})`,
      'the host must get a new key; a revoked one may be in foreign hands',
    );
  }
  if (verdict.state === 'changed') {
    const where = verdict.source === 'djcron' ? '' : ` (it is trusted by ${verdict.source})`;
    return refused(
      'host-key-changed',
      `the key of ${host} changed: trusted is ${verdict.trustedFingerprint}, shown was ${seen.fingerprint} (${seen.type})`,
      `someone may sit in between; if the host was reinstalled: djcron key forget ${host}, then djcron key accept ${host}${where}`,
    );
  }
  const others = otherTypes.length === 0 ? '' : `; known are only keys of type ${otherTypes.join(', ')}`;
  return refused(
    'host-key-unknown',
    `the key of ${host} is not known (${shown}${others})`,
    `compare the fingerprint, then: djcron key accept ${host}`,
  );
}

export function unreadableFailure(connection: Connection, path: string, reason: string): Failed {
  return failed('host-key', {
    type: 'refused',
    reason: 'host-key-unknown',
    cause: `the key of ${connection.host} cannot be checked: ${path} cannot be read (${reason})`,
    remedy: 'make the file readable, or take it out of the known_hosts files',
  });
}

export function authenticationFailure(cause: string, remedy: string): Failed {
  return failed('authentication', { type: 'refused', reason: 'authentication', cause, remedy });
}

/** A failure of the jump host, told as what it means for the host behind it. */
export function jumpFailure(jump: Connection, failure: Failed): Failed {
  const inner = failure.failure;
  return failed('tcp', { ...inner, cause: `jump host ${jump.host}: ${inner.cause}` });
}
