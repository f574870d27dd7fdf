// The checksum of POSIX's `cksum`, which every host can compute: CRC-32 (polynomial 0x04C11DB7) of the bytes and their number. It
// tells a file that was changed by somebody, not one that was made to deceive. Pure.

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit++) rest = (rest << 1) ^ (rest < 0 ? 0x04c11db7 : 0);
  return rest >>> 0;
});

/** As `cksum < FILE` prints it: `CRC SIZE`. */
export function checksum(bytes: Uint8Array): string {
  let crc = 0;
  const add = (byte: number) => {
    crc = ((crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  };
  for (const byte of bytes) add(byte);
  for (let size = bytes.length; size > 0; size = Math.floor(size / 256)) add(size % 256);
  return `${~crc >>> 0} ${bytes.length}`;
}
