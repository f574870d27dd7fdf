// A run that a dialog waits for: kept up to date by the stream of events as everywhere.
import { skipToken, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';

export function useRun(id: string | null) {
  return useQuery(api.runs.get.queryOptions({ input: id === null ? skipToken : { id } }));
}
