// Connections shared by all that is done on a host: opened when needed, kept for a while, dropped when anything about
// them (address, user, keys, trust) is no longer the same. Opens channels within what the server allows.
import { createHash } from 'node:crypto';
import type { Connection, SeenKey } from '../messages.ts';
import { abandonable, type Opened } from './channel.ts';
import type { Link } from './connect.ts';
import type { Failed, Failure } from './failure.ts';
import { type Attempt, createHandshakes, type Handshakes } from './handshakes.ts';
import { createKeptShells, type Keeping, type KeptShells, openChannel, type Program } from './kept-shells.ts';
import { refusalOf } from './refusal.ts';
import { judgeKey } from './trust.ts';

/** sshd's MaxSessions is 10; a few are left to others. */
const channelsALink = 8;
/** More executions than this on one host at a time wait for one another. */
const linksAHost = 8;

export interface OpenOptions {
  signal?: AbortSignal;
  /** never waits for a channel to become free: opens another connection if it must */
  urgent?: boolean;
}

export interface Pool {
  open(connection: Connection, program: Program | string, options?: OpenOptions): Promise<Opened>;
  /** A connection of one's own, not shared: to try, or to see the key. The caller closes it. */
  fresh(connection: Connection, attempt: Attempt): Promise<Link | Failed>;
  /** Drops the connections of a host, and those through it: idle ones now, others when their last channel closes. */
  disconnect(host: string): void;
  close(): Promise<void>;
}

export interface PoolOptions {
  idleMs: number;
  keeping: Keeping;
  onKeySeen(host: string, seen: SeenKey): void;
}

interface Member {
  link: Link;
  /** channels open or being opened, and connections that go through this one */
  users: number;
  /** it has opened a channel at least once */
  served: boolean;
  kept: KeptShells;
  stale: boolean;
  idle: NodeJS.Timeout | null;
}

interface Shelf {
  connection: Connection;
  members: Set<Member>;
  /** channels a connection may have: fewer when the server refused one */
  limit: number;
  opening: Promise<Member | Failure> | null;
  /** who waits for a channel to become free */
  waiting: (() => void)[];
}

export function createPool(options: PoolOptions): Pool {
  const shelves = new Map<string, Shelf>();
  let closed = false;
  const handshakes: Handshakes = createHandshakes({ onKeySeen: options.onKeySeen, through });

  function shelfOf(connection: Connection): Shelf {
    const id = identityOf(connection);
    const found = shelves.get(id);
    if (found !== undefined) return found;
    const shelf: Shelf = { connection, members: new Set(), limit: channelsALink, opening: null, waiting: [] };
    shelves.set(id, shelf);
    return shelf;
  }

  /** The connection to a jump host, held until `release` is called. */
  async function through(connection: Connection): Promise<{ ok: true; link: Link; release(): void } | { ok: false; failure: Failure }> {
    const shelf = shelfOf(connection);
    const usable = usableMembers(shelf)[0] ?? (await openMember(shelf));
    if (!isMember(usable)) return { ok: false, failure: usable };
    enter(usable);
    let released = false;
    return {
      ok: true,
      link: usable.link,
      release() {
        if (released) return;
        released = true;
        leave(shelf, usable);
      },
    };
  }

  function openMember(shelf: Shelf): Promise<Member | Failure> {
    shelf.opening ??= handshakes.open(shelf.connection).then((result) => {
      shelf.opening = null;
      if (!result.ok) {
        tidy(shelf);
        return result.failure;
      }
      const member: Member = { link: result, users: 0, served: false, kept: createKeptShells(), stale: closed, idle: null };
      shelf.members.add(member);
      result.onLost(() => {
        shelf.members.delete(member);
        if (member.idle !== null) clearTimeout(member.idle);
        for (const call of shelf.waiting.splice(0)) call();
        tidy(shelf);
      });
      rest(shelf, member);
      return member;
    });
    return shelf.opening;
  }

  function enter(member: Member): void {
    member.users++;
    if (member.idle !== null) clearTimeout(member.idle);
    member.idle = null;
  }

  function leave(shelf: Shelf, member: Member): void {
    member.users--;
    wake(shelf);
    if (member.users === 0) rest(shelf, member);
  }

  /** Nobody uses it: it goes after a while, or at once when it is not to be used again. */
  function rest(shelf: Shelf, member: Member): void {
    if (member.idle !== null) clearTimeout(member.idle);
    if (member.stale) {
      shelf.members.delete(member);
      void member.link.close();
      return;
    }
    member.idle = setTimeout(() => {
      if (member.users > 0) return;
      shelf.members.delete(member);
      void member.link.close();
      tidy(shelf);
    }, options.idleMs).unref();
  }

  function wake(shelf: Shelf): void {
    shelf.waiting.shift()?.();
  }

  function tidy(shelf: Shelf): void {
    if (shelf.members.size === 0 && shelf.opening === null && shelf.waiting.length === 0) shelves.delete(identityOf(shelf.connection));
  }

  /** Reserves a channel of a member; opens another connection, or waits, when none is free. */
  async function memberFor(shelf: Shelf, urgent: boolean): Promise<Member | Failure> {
    for (;;) {
      const usable = usableMembers(shelf);
      const free = usable.find((member) => member.users < shelf.limit);
      if (free !== undefined) {
        enter(free); // now, not when the caller comes round to it: others look for a place too
        return free;
      }
      if (urgent || usable.length < linksAHost || shelf.opening !== null) {
        const opened = await openMember(shelf);
        if (!isMember(opened) && (urgent || usableMembers(shelf).length === 0)) return opened;
        if (isMember(opened)) continue;
      }
      await new Promise<void>((resolve) => shelf.waiting.push(resolve));
    }
  }

  async function open(connection: Connection, asked: Program | string, { signal, urgent = false }: OpenOptions): Promise<Opened> {
    const program = typeof asked === 'string' ? { command: () => asked, kept: null } : asked;
    for (let times = 1; ; times++) {
      const shelf = shelfOf(connection);
      const member = await memberFor(shelf, urgent);
      if (signal?.aborted) {
        if (isMember(member)) leave(shelf, member);
        return { ok: false, failure: null };
      }
      if (!isMember(member)) return { ok: false, failure: member };
      try {
        const keeps = options.keeping === 'always' || (options.keeping === 'warm' && member.served && shelf.limit === channelsALink);
        const { kept } = program;
        const { channel, stays } = await openChannel(member.link, program, keeps ? member.kept : null);
        member.served = true;
        const end = () => leave(shelf, member);
        channel.once('close', end);
        const release = () => {
          channel.off('close', end);
          if (kept !== null) member.kept.put(channel, kept);
          end();
        };
        return { ok: true, channel, link: member.link, release: stays ? release : null };
      } catch (error) {
        const { message } = error as Error;
        if (member.kept.drop() > 0) shelf.limit = Math.min(shelf.limit, channelsALink - 1); // they took the room of others
        const refusal = refusalOf({ ...connection, message, channels: member.users, served: member.served, times });
        if (refusal.type === 'elsewhere') member.stale = true;
        if (refusal.type === 'fewer') shelf.limit = Math.min(shelf.limit, refusal.channels);
        leave(shelf, member);
        if (refusal.type === 'broken') return { ok: false, failure: refusal.outcome };
      }
    }
  }

  return {
    async open(connection, program, openOptions = {}) {
      const opened = open(connection, program, openOptions);
      const { signal } = openOptions;
      if (signal === undefined) return opened;
      return abandonable(opened, signal);
    },
    fresh: (connection, attempt) => handshakes.open(connection, attempt),
    disconnect(host) {
      for (const [id, shelf] of shelves) {
        if (!goesTo(shelf.connection, host)) continue;
        shelves.delete(id);
        drop(shelf);
      }
    },
    async close() {
      closed = true;
      const members = [...shelves.values()].flatMap((shelf) => [...shelf.members]);
      shelves.clear();
      await Promise.all(members.map((member) => member.link.close()));
    },
  };

  function drop(shelf: Shelf): void {
    for (const member of [...shelf.members]) {
      member.stale = true;
      if (member.users === 0) rest(shelf, member);
    }
    for (const call of shelf.waiting.splice(0)) call();
  }
}

/** Members that live and whose key is still trusted; others are not used again. */
function usableMembers(shelf: Shelf): Member[] {
  const usable: Member[] = [];
  for (const member of shelf.members) {
    if (!member.link.lost && !member.stale && !isTrusted(shelf.connection, member.link.key)) member.stale = true;
    if (!member.link.lost && !member.stale) usable.push(member);
  }
  return usable;
}

function isTrusted(connection: Connection, key: SeenKey): boolean {
  const judgement = judgeKey(connection, key);
  return judgement.type === 'verdict' && judgement.verdict.state === 'known';
}

function isMember(value: Member | Failure): value is Member {
  return 'link' in value;
}

function goesTo(connection: Connection, host: string): boolean {
  return connection.host === host || (connection.jump !== null && goesTo(connection.jump, host));
}

/** Two connections are one only when all that matters for reaching and trusting the host is the same. */
function identityOf(connection: Connection): string {
  const { connectTimeoutMs: _, jump, ...rest } = connection;
  return createHash('sha256')
    .update(JSON.stringify({ ...rest, jump: jump === null ? null : identityOf(jump) }))
    .digest('base64');
}
