// The one way to the engine: a typed client over fetch, the same in the window and in a browser, and its query options.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Contract } from '../../shared/contract/contract.ts';
import { noteAnswer, noteSilence } from './session.ts';

const link = new RPCLink({
  url: new URL('/rpc', globalThis.location?.href ?? 'http://127.0.0.1').href,
  fetch: async (request, init) => {
    try {
      const response = await fetch(request, { ...init, credentials: 'same-origin' });
      noteAnswer(response.status);
      return response;
    } catch (error) {
      if (!request.signal.aborted) noteSilence();
      throw error;
    }
  },
});

export const client: ContractRouterClient<Contract> = createORPCClient(link);
export const api = createTanstackQueryUtils(client);
