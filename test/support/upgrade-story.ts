// A package upgrade as a fleet lives through it: most hosts write the same, a few do not, and some are not reached. What a
// host does follows from its place, so that the story is the same every time.
import type { SampleReading } from '../../electron/runner/messages.ts';
import type { Outcome } from '../../shared/model/run.ts';
import type { Told } from './told-engine.ts';

const exited = (exitCode: number): Outcome => ({ type: 'exited', exitCode, leftovers: [] });
const closed: Outcome = {
  type: 'unreachable',
  cause: 'connection timed out after 10s by way of bastion-eu',
  remedy: 'is the host up, and its port open from here?',
};
const changed: Outcome = {
  type: 'refused',
  reason: 'host-key-changed',
  cause: 'the host key is not the one that is trusted',
  remedy: 'compare it with the host itself, then: djcron key accept',
};

const packages = ['libc6', 'openssl', 'libssl3', 'nginx-common', 'nginx', 'curl', 'libcurl4', 'tzdata', 'sudo', 'rsync'];

/** `more` lines than the story needs, to make it long. */
function upgraded(host: string, more: number): string {
  return [
    `\u001b[1mUpgrading ${host}\u001b[0m`,
    'Reading package lists...',
    'Building dependency tree...',
    `The following packages will be upgraded: ${packages.join(' ')}`,
    ...packages.map((name) => `Unpacking ${name} (1.27.2-1) over (1.26.9-3) ...`),
    ...Array.from({ length: more }, (_, i) => `Processing file ${i + 1} of ${more}: /usr/share/doc/pkg-${i % 97}/changelog.gz`),
    ...packages.map((name) => `Setting up ${name} (1.27.2-1) ...`),
    '\u001b[32mnginx.service: active (running)\u001b[0m',
    '',
  ].join('\n');
}

/** Of `count` hosts the one at `index`; `more`: further lines of output each. */
export function upgradeOf(host: string, index: number, more = 0): Told {
  const stdout = upgraded(host, more);
  const tookMs = 61_000 + ((index * 7919) % 53_000);
  const odd = (index * 37 + 11) % 97;
  if (odd === 3) {
    const stderr = 'dpkg: error processing package nginx (--configure):\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n';
    return { stdout: stdout.replace(/Setting up nginx [^\n]*\n[\s\S]*/, ''), stderr, outcome: exited(100), tookMs };
  }
  if (odd === 40 && index % 2 === 0) return { stdout: stdout.split('\n').slice(0, 9).join('\n'), outcome: exited(137), tookMs: tookMs / 2 };
  if (odd === 55) return { stdout: '', outcome: closed, tookMs: 10_000 };
  if (odd === 71 && index % 3 === 0) return { stdout: '', outcome: changed, tookMs: 400 };
  if (odd === 80) return { stdout: stdout.replace('1.26.9-3) ...\n', '1.24.0-1) ...\n'), outcome: exited(0), tookMs };
  return { stdout, outcome: exited(0), tookMs };
}

/** What the host and the script used meanwhile, once a second from `at` on. */
export function usedBy(index: number, at: number, seconds: number): SampleReading[] {
  const wave = (i: number, ms: number) => Math.abs(Math.sin((i + index * 7) / ms));
  return Array.from({ length: seconds }, (_, i) => ({
    at: at + i * 1000,
    host: {
      cpuPercent: 12 + 60 * wave(i, 9),
      memoryBytes: 3.1e9 + 4e8 * wave(i, 31),
      memoryTotalBytes: 8e9,
      netRxBytesPerS: 2e6 * wave(i, 5),
      netTxBytesPerS: 9e4 * wave(i, 6),
      diskReadBytesPerS: 4e5 * wave(i, 11),
      diskWriteBytesPerS: 2.4e7 * wave(i, 7),
      load1: 0.4 + 2 * wave(i, 23),
    },
    execution: {
      cpuPercent: 55 * wave(i, 9),
      memoryBytes: 9e7 + 6e7 * wave(i, 17),
      diskReadBytesPerS: 2e5 * wave(i, 11),
      diskWriteBytesPerS: 2e7 * wave(i, 7),
      processes: 3,
    },
  }));
}
