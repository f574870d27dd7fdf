// Answers that events overtook. A question that was on its way when an event was written may be answered with what was
// before it, and would put the past back for good: nothing tells the same twice. So the events of that time are written
// once more, in their order, when the answer lands.
import type { QueryClient } from '@tanstack/react-query';
import type { DjcronEvent } from '../../shared/events.ts';

/** Gives what must be called with all events that were just written to the cache; `write` writes some of them again. */
export function watchOvertaken(
  queryClient: QueryClient,
  write: (events: readonly DjcronEvent[]) => void,
): (events: readonly DjcronEvent[]) => void {
  const cache = queryClient.getQueryCache();
  /** by question: the events written since it was seen on its way */
  const since = new Map<string, DjcronEvent[]>();
  cache.subscribe((change) => {
    const { queryHash } = change.query;
    if (change.type === 'removed') since.delete(queryHash);
    if (change.type !== 'updated') return;
    const answered = change.action.type === 'success' && change.action.manual !== true;
    if (!answered && change.action.type !== 'error') return;
    const events = since.get(queryHash);
    since.delete(queryHash);
    if (answered && events !== undefined) write(events);
  });
  return (events) => {
    for (const { queryHash } of cache.findAll({ fetchStatus: 'fetching' }))
      since.set(queryHash, [...(since.get(queryHash) ?? []), ...events]);
  };
}
