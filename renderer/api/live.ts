// One stream of events for all pages of a browser: the page that holds the lock reads it and passes each event on, so
// that a dozen open tabs cost one connection. Every page writes its own cache; output and samples go to who listens.
import { getEventMeta } from '@orpc/client';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { DjcronEvent } from '../../shared/events.ts';
import { writeEvents } from './cache.ts';
import { client } from './client.ts';
import { watchOvertaken } from './overtaken.ts';
import { queryClient } from './query.ts';

/** `connecting` until the first event stream opened; `lost` while the engine is away. */
export type Connection = 'connecting' | 'live' | 'lost';
export type OutputGrowth = Extract<DjcronEvent, { type: 'output' }>['hosts'];

type Word =
  | { type: 'event'; id: string | undefined; event: DjcronEvent }
  | { type: 'connection'; connection: Connection }
  /** a page asks the leader for the state of things, or to try again now */
  | { type: 'hello' };

/** Cache writes wait this long, so that a thousand hosts repaint ten times a second at most. */
const settleMs = 100;
const retryMs = 2000;

/** Another page was heard of: without one there is nobody to pass events on to, which costs a copy of each. */
let accompanied = false;
let connection: Connection = 'connecting';
let lastId: string | undefined;
let leading = false;
let nudge: () => void = () => undefined;
const connectionListeners = new Set<() => void>();
const eventListeners = new Set<(event: DjcronEvent) => void>();
const channel = new BroadcastChannel('djcron.live');

/** Starts listening; call once, before the first query. */
export function startLive(): void {
  channel.onmessage = (message: MessageEvent<Word>) => {
    accompanied = true;
    hear(message.data);
  };
  say({ type: 'hello' });
  if ('locks' in navigator) void navigator.locks.request('djcron.live', lead);
  else void lead();
  document.addEventListener('visibilitychange', tryAgain);
  window.addEventListener('pageshow', (shown) => shown.persisted && take({ type: 'reset' }));
  setInterval(tryAgain, retryMs);
}

/** A hidden leader's timers are slow: pages that are looked at ask it to try again. */
function tryAgain(): void {
  if (document.visibilityState !== 'visible' || connection === 'live') return;
  nudge();
  say({ type: 'hello' });
}

async function lead(): Promise<never> {
  leading = true;
  for (;;) {
    try {
      const stream = await client.system.events(undefined, { lastEventId: lastId });
      tell({ type: 'connection', connection: 'live' });
      for await (const event of stream) {
        // an event with meta is a proxy, which no channel can carry: its copy is plain
        tell({ type: 'event', id: getEventMeta(event)?.id ?? lastId, event: { ...event } });
      }
    } catch {
      // away, or the session ended: session.ts knows which; here it only means to try again
    }
    tell({ type: 'connection', connection: connection === 'connecting' ? 'connecting' : 'lost' });
    await new Promise<void>((resolve) => {
      nudge = resolve;
      setTimeout(resolve, retryMs);
    });
  }
}

function say(word: Word): void {
  if (accompanied || word.type === 'hello') channel.postMessage(word);
}

function tell(word: Word): void {
  say(word);
  hear(word);
}

function hear(word: Word): void {
  if (word.type === 'hello') {
    if (!leading) return;
    say({ type: 'connection', connection });
    if (connection !== 'live') nudge();
  } else if (word.type === 'connection') {
    if (connection === word.connection) return;
    connection = word.connection;
    for (const listener of connectionListeners) listener();
  } else {
    lastId = word.id;
    take(word.event);
  }
}

let waiting: DjcronEvent[] = [];

function take(event: DjcronEvent): void {
  for (const listener of eventListeners) listener(event);
  if (waiting.length === 0) setTimeout(settle, settleMs);
  waiting.push(event);
}

// What must be read again was asked for when the events were written first.
const noteOvertaken = watchOvertaken(queryClient, (events) => writeEvents(queryClient, events, () => undefined));

function settle(): void {
  const events = waiting;
  waiting = [];
  const keys = new Map<string, readonly unknown[]>();
  writeEvents(queryClient, events, (key) => keys.set(JSON.stringify(key), key));
  noteOvertaken(events);
  const everything = keys.has('[]');
  for (const queryKey of everything ? [[]] : keys.values()) void queryClient.invalidateQueries({ queryKey });
  if (everything) readAgainWhatIsOnItsWay();
}

/** A first answer that was already on its way may be older than the stream: it is asked for once more. */
function readAgainWhatIsOnItsWay(): void {
  for (const query of queryClient.getQueryCache().findAll({ fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined) continue;
    const again = () => void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
    query.promise?.then(again, again);
  }
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
    () => connection,
  );
}

/** Calls back for every event as it comes, before the cache is written. Gives the function that ends it. */
export function onEvent(call: (event: DjcronEvent) => void): () => void {
  eventListeners.add(call);
  return () => eventListeners.delete(call);
}

/** Calls back when hosts of a run have new output. Gives the function that ends it. */
export function onOutput(run: string, call: (hosts: OutputGrowth) => void): () => void {
  return onEvent((event) => {
    if (event.type === 'output' && event.run === run) call(event.hosts);
    if (event.type === 'reset') call([]);
  });
}

/** Calls back when hosts of a run have new samples. Gives the function that ends it. */
export function onSamples(run: string, call: (hosts: string[]) => void): () => void {
  return onEvent((event) => {
    if (event.type === 'samples' && event.run === run) call(event.hosts);
    if (event.type === 'reset') call([]);
  });
}

/** Calls back for every event while the component is shown. */
export function useEvents(call: (event: DjcronEvent) => void): void {
  const heard = useEffectEvent(call);
  useEffect(() => onEvent((event) => heard(event)), []);
}
