// Host keys: which one each host showed, which are trusted, and the decisions about them.
import * as z from 'zod';
import { instant, operation } from './base.ts';
import { hostKeyState } from './hosts.ts';

export const hostKey = z.object({
  host: z.string(),
  state: hostKeyState,
  type: z.string().nullable(),
  /** SHA256:… as ssh-keygen -l prints it */
  fingerprint: z.string().nullable(),
  /** the trusted fingerprint when `state` is `changed` */
  trustedFingerprint: z.string().nullable(),
  /** `djcron` or the known_hosts file:line that vouches for it */
  source: z.string().nullable(),
  firstSeenAt: instant.nullable(),
  acceptedAt: instant.nullable(),
  acceptedBy: z.string().nullable(),
});

export const keys = {
  list: operation
    .route({ method: 'GET', path: '/keys', summary: 'The key of each host and whether it is trusted' })
    .input(z.object({ target: z.string().optional() }).optional())
    .output(z.array(hostKey)),
  /** Asks each host for its key; trusts nothing. A host that cannot be reached keeps state `unknown` with `error`. */
  scan: operation
    .route({ method: 'POST', path: '/keys/scan', summary: 'Ask hosts for their keys without trusting them' })
    .input(z.object({ target: z.string() }))
    .output(z.array(hostKey.extend({ error: z.string().nullable() }))),
  /**
   * Trusts the key each host shows now. A changed key is taken only with its `fingerprint`, for one host.
   * With `fingerprint`, a host that shows another one is refused.
   */
  accept: operation
    .route({ method: 'POST', path: '/keys/accept', summary: 'Trust the key each host of a target shows' })
    .input(z.object({ target: z.string(), fingerprint: z.string().optional() }))
    .output(z.array(hostKey.extend({ error: z.string().nullable() }))),
  forget: operation
    .route({ method: 'POST', path: '/keys/forget', summary: 'Forget the trusted keys of a host' })
    .input(z.object({ name: z.string() }))
    .output(z.object({ forgotten: z.number().int() })),
  import: operation
    .route({ method: 'POST', path: '/keys/import', summary: 'Trust the entries of a known_hosts file that match hosts of this home' })
    .input(z.object({ path: z.string(), dryRun: z.boolean().default(false) }))
    .output(z.array(hostKey)),
};

export type HostKey = z.infer<typeof hostKey>;
