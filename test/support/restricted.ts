// A command for which the modes of files count, whoever runs the tests: root may read and write everything, unless it gives
// that power away.
import { execFileSync } from 'node:child_process';
import { works } from './disks.ts';

/** To be put before a program and its arguments. */
export const restricted: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all'] : [];

export const canRestrict =
  process.platform !== 'win32' && works(() => execFileSync(restricted[0] ?? 'true', [...restricted.slice(1), 'true'], { stdio: 'ignore' }));
