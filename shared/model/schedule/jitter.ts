// Jitter: by how much later than due a schedule begins on a host. Always the same for the two, and spread evenly. Pure.

/** ms, 0 to `jitterMs` (exclusive). FNV-1a over both names, mixed as murmur3 ends, so that near names are far apart. */
export function jitterOf(jitterMs: number, schedule: string, host: string): number {
  if (jitterMs <= 0) return 0;
  let hash = 0x811c9dc5;
  for (const char of `${schedule}\0${host.toLowerCase()}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return Math.floor(((hash >>> 0) / 2 ** 32) * jitterMs);
}
