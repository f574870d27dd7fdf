// Ids of runs: `r-` and a ULID (48 bits of time, 80 of chance, Crockford's base 32), so that they sort by time. Two in the
// same millisecond, or after the clock was set back, still sort in the order they were made.
import type { Chance, Clock } from './ports.ts';

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function createRunIds(clock: Clock, chance: Chance): () => string {
  let lastAt = 0;
  let random = 0n;
  return () => {
    const now = clock.now();
    if (now > lastAt) {
      lastAt = now;
      random = chance.bytes(10).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) >> 1n;
    } else {
      random += 1n;
    }
    return `r-${base32(BigInt(lastAt), 10)}${base32(random, 16)}`;
  };
}

/** No run that began at or after this instant has a lesser id. */
export function leastRunId(at: number): string {
  return `r-${base32(BigInt(Math.max(0, at)), 10)}`;
}

function base32(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest >>= 5n) text = (digits[Number(rest & 31n)] ?? '0') + text;
  return text;
}
