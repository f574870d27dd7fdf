// Scripts whose output is known beforehand, byte by byte. Each notes that it was started in the file $STARTS of its host,
// so that a second start cannot hide.

export interface Generator {
  script: string;
  stdout: string;
  stderr: string;
  exitCode: number;
}

export const noteStart = 'echo started >>"$STARTS"\n';

/**
 * Numbered lines on both streams, with a rest of `restS` every hundred lines. `gate`: after half of them it waits until
 * the file $GATE is there.
 */
export function numbered({ lines = 1000, restS = 0, exitCode = 5, gate = false } = {}): Generator {
  const half = Math.floor(lines / 2);
  const wait = gate ? `  [ $i -ne ${half} ] || until [ -e "$GATE" ]; do sleep 0.1; done\n` : '';
  const rest = restS > 0 ? `  [ $((i % 100)) -ne 0 ] || sleep ${restS}\n` : '';
  const script = `${noteStart}i=0
while [ $i -lt ${lines} ]; do
${wait}  echo "out $i éé 漢字 ${'0'.repeat(40)}"
  [ $((i % 7)) -ne 0 ] || echo "err $i" >&2
${rest}  i=$((i + 1))
done
exit ${exitCode}
`;
  const numbers = Array.from({ length: lines }, (_, i) => i);
  return {
    script,
    stdout: numbers.map((i) => `out ${i} éé 漢字 ${'0'.repeat(40)}\n`).join(''),
    stderr: numbers.map((i) => (i % 7 === 0 ? `err ${i}\n` : '')).join(''),
    exitCode,
  };
}
