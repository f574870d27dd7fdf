// Target expressions: resolved against the catalog, folded; and the clusters and tags one can name.
import { foldNames } from '../../shared/model/target/fold.ts';
import { listHosts } from '../store/hosts.ts';
import type { Core } from './core.ts';
import { hostsOfTarget } from './host/lookup.ts';
import { os } from './os.ts';

export function targetHandlers(core: Core) {
  return {
    resolve: os.targets.resolve.handler(({ input }) => {
      const hosts = hostsOfTarget(core, input.target).map((row) => row.name);
      return { hosts, folded: foldNames(hosts) };
    }),
    fold: os.targets.fold.handler(({ input }) => ({ folded: foldNames(input.names) })),
    clusters: os.targets.clusters.handler(() => {
      const clusters = new Map<string, number>();
      const tags = new Map<string, { key: string; value: string; hosts: number }>();
      for (const row of listHosts(core.store)) {
        for (const name of row.clusters) clusters.set(name, (clusters.get(name) ?? 0) + 1);
        for (const [key, value] of Object.entries(row.tags)) {
          const tag = tags.get(`${key}:${value}`) ?? { key, value, hosts: 0 };
          tag.hosts += 1;
          tags.set(`${key}:${value}`, tag);
        }
      }
      return { clusters: [...clusters].map(([name, hosts]) => ({ name, hosts })), tags: [...tags.values()] };
    }),
  };
}
