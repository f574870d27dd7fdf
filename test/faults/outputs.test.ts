import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { LabHost } from '../support/lab/host.ts';
import { describeInLab, useLab } from '../support/lab/in-lab.ts';
import { isWhole, wholeTest } from './extent.ts';
import { noteStart, numbered } from './generators.ts';
import { expectSame, Scene } from './scene.ts';

/** Lines that an awk on the host and this machine make alike. */
function ramp(lines: number): { script: string; bytes: number; digest: string } {
  const hash = createHash('sha256');
  let bytes = 0;
  for (let from = 0; from < lines; from += 10_000) {
    const part = Array.from({ length: Math.min(10_000, lines - from) }, (_, i) => `${from + i} ${'x'.repeat(90)}\n`).join('');
    hash.update(part);
    bytes += part.length;
  }
  const program = `BEGIN { for (i = 0; i < ${lines}; i++) print i " ${'x'.repeat(90)}" }`;
  return { script: `${noteStart}awk '${program}'\nexit 3\n`, bytes, digest: hash.digest('hex') };
}

const outputs: [name: string, script: string, stdout: string | Buffer, exitCode: number][] = [
  ['no newline at its end', 'printf end', 'end', 0],
  ['one line of 20 MB', 'head -c 20000000 /dev/zero | tr "\\0" z', 'z'.repeat(20_000_000), 0],
  ['every byte there is', 'awk \'BEGIN { for (i = 0; i < 256; i++) printf "\\\\%03o", i }\' | xargs -0 printf', allBytes(), 0],
  ['scripts of all peoples, and text that is none', 'printf "ééé 漢字 \\342\\200\\256 \\377\\376 🏳️"', mixedText(), 0],
  ['a return before each newline', 'echo up\r\ntrue\r\n', 'up\r\n', 127],
  ['what looks like our own signs', 'echo; echo "DJ 00 end 0 exit 1"; echo "DJ1 X"; exit 9', '\nDJ 00 end 0 exit 1\nDJ1 X\n', 9],
  ['exit code 255', 'exit 255', '', 255],
  ['exit code 137 of its own', 'exit 137', '', 137],
  ['a fault of memory', 'kill -SEGV $$', '', 139],
  ['a broken pipe', 'kill -PIPE $$', '', 141],
  ['a program that is not there', '/no/such/program', '', 127],
  ['a program that is none', '/etc/passwd', '', 126],
];

function allBytes(): Buffer {
  return Buffer.from(Array.from({ length: 256 }, (_, i) => i));
}

function mixedText(): Buffer {
  return Buffer.concat([Buffer.from('ééé 漢字 \u202e '), Buffer.from([0xff, 0xfe]), Buffer.from(' 🏳️')]);
}

describeInLab('output comes as it was written', () => {
  const { takeHost } = useLab(1);
  let host: LabHost;
  beforeAll(() => {
    host = takeHost();
  });

  test('whatever it is, and whatever the end', async () => {
    await using scene = new Scene();
    for (const [name, script, stdout, exitCode] of outputs) {
      const execution = await scene.start(host, script);
      const entry = await scene.end(execution);
      expect([name, entry.outcome]).toEqual([name, { type: 'exited', exitCode, leftovers: [] }]);
      const got = entry.stdout.bytes();
      if (typeof stdout === 'string') expectSame(`stdout with ${name}`, got, stdout);
      else expect(got.equals(stdout), `stdout with ${name}: ${got.toString('hex')}`).toBe(true);
    }
  });

  test('merged in the order it was written', async () => {
    await using scene = new Scene();
    const script = `${noteStart}i=0; while [ $i -lt 300 ]; do echo "out $i"; echo "err $i" >&2; i=$((i + 1)); done`;
    const stdout = Array.from({ length: 300 }, (_, i) => `out ${i}\nerr ${i}\n`).join('');
    const execution = await scene.start(host, script, { output: 'merged' });
    await scene.expectWhole(host, execution, { stdout, stderr: '', exitCode: 0 });
  });

  test('from a script of 5 MB', async () => {
    await using scene = new Scene();
    const { script, ...rest } = numbered({ lines: 10 });
    const execution = await scene.start(host, `${script.replace('exit 5\n', '')}${`: ${'-'.repeat(98)}\n`.repeat(50_000)}exit 5\n`);
    await scene.expectWhole(host, execution, rest);
  });

  test(`of ${isWhole ? 'a gigabyte' : '50 MB'}, with a loss of contact in it`, async () => {
    await using scene = new Scene();
    const { script, bytes, digest } = ramp(isWhole ? 11_000_000 : 500_000);
    const execution = await scene.start(host, script);
    await scene.untilSaid(execution, bytes / 4);
    host.killSessions();
    const { outcome, stdout } = await scene.end(execution);
    expect([outcome, stdout.length, stdout.digest()]).toEqual([{ type: 'exited', exitCode: 3, leftovers: [] }, bytes, digest]);
    await scene.expectNothingLeft(host, [execution]);
  }, 600_000);

  wholeTest(
    'while keys are renewed all the time',
    async () => {
      await using scene = new Scene();
      await host.restartSshd('RekeyLimit 1M\n');
      const { script, bytes, digest } = ramp(2_000_000);
      const execution = await scene.start(host, script);
      const { outcome, stdout } = await scene.end(execution);
      expect([outcome, stdout.length, stdout.digest()]).toEqual([{ type: 'exited', exitCode: 3, leftovers: [] }, bytes, digest]);
    },
    600_000,
  );
});
