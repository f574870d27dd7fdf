// Targets: expressions that resolve to hosts.
import * as z from 'zod';
import { operation } from './base.ts';

export const targets = {
  resolve: operation
    .route({ method: 'GET', path: '/targets/resolve', summary: 'The hosts of an expression, in order' })
    .input(z.object({ target: z.string() }))
    .output(z.object({ hosts: z.array(z.string()), folded: z.string() })),
  fold: operation
    .route({ method: 'POST', path: '/targets/fold', summary: 'Fold names as nodeset -f does' })
    .input(z.object({ names: z.array(z.string()) }))
    .output(z.object({ folded: z.string() })),
  clusters: operation.route({ method: 'GET', path: '/clusters', summary: 'All clusters and tags with their number of hosts' }).output(
    z.object({
      clusters: z.array(z.object({ name: z.string(), hosts: z.number().int() })),
      tags: z.array(z.object({ key: z.string(), value: z.string(), hosts: z.number().int() })),
    }),
  ),
};
