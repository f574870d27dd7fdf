// The page's cache. Events keep it fresh (see live.ts), so nothing is asked again for looking away or coming back.
import { QueryClient } from '@tanstack/react-query';
import { refusalOf } from './refusal.ts';

function worthRetrying(failures: number, error: unknown): boolean {
  return failures < 3 && refusalOf(error).code === 'DJ-ENGINE-UNREACHABLE';
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always', // loopback answers when the laptop is offline
      staleTime: 5 * 60_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: worthRetrying,
      retryDelay: (attempt) => Math.min(300 * 2 ** attempt, 3000),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
