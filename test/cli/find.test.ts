// djcron run find in a terminal: what it prints, how it ends, and grep as the judge of lines about hits.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { command, start } from './terminal.ts';

type Stream = 'stdout' | 'stderr';

/** A run on two hosts that write these texts. */
async function twoHosts(core: CoreUnderTest, written: Record<'a' | 'b', [Stream, string][]>, finish = true) {
  const { client, runner, clock } = core;
  for (const name of ['a', 'b']) await client.hosts.add({ name, address: '192.0.2.7' });
  const { id } = await client.runs.exec({ target: 'a,b', script: 'x' });
  for (const [i, pieces] of [written.a, written.b].entries()) {
    const execution = `${id}.${i}.1`;
    await runner.tell({ type: 'started', execution, at: clock.now(), pid: 7, hostKey: 'k' });
    const offsets = { stdout: 0, stderr: 0 };
    for (const [stream, text] of pieces) {
      const bytes = Buffer.from(text);
      await runner.tell({ type: 'output', execution, at: clock.now(), stream, offset: offsets[stream], bytes });
      offsets[stream] += bytes.length;
    }
    if (finish) await end(core, execution);
  }
  return id;
}

async function end({ runner, clock }: CoreUnderTest, execution: string): Promise<void> {
  const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
  await runner.tell({ type: 'finished', execution, at: clock.now(), hostKey: null, outcome });
}

const written: Record<'a' | 'b', [Stream, string][]> = {
  a: [
    ['stdout', 'starting\nDisk full: /var\n'],
    ['stderr', 'warning: disk is slow\n'],
  ],
  b: [['stdout', 'diskette\nall well\n']],
};

describe('run find', () => {
  test('prints host, line and text, and exits as grep does', () =>
    withCore(async (core) => {
      const id = await twoHosts(core, written);
      const find = (...words: string[]) => command(['run', 'find', id, ...words], { client: core.client });
      expect(await find('disk')).toEqual({ code: 0, stdout: 'a:3: warning: disk is slow\nb:1: diskette\n', stderr: '' });
      expect(await find('DISK', '-i', '-w')).toMatchObject({ code: 0, stdout: 'a:2: Disk full: /var\na:3: warning: disk is slow\n' });
      expect(await find('disk', '-i', '--stderr')).toMatchObject({ stdout: 'a:3: warning: disk is slow\n' });
      expect(await find('-E', '^disk|well$', '--host', 'b')).toMatchObject({ stdout: 'b:1: diskette\nb:2: all well\n' });
      expect(await find('disk', '-i', '-c', '-o', 'csv')).toMatchObject({ code: 0, stdout: 'host,attempt,lines\na,1,2\nb,1,1\n' });
      expect(await find('nothing of the kind')).toEqual({ code: 1, stdout: '', stderr: '' });
      expect(await find('-E', 'dis(k')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('(character 4)') });
      expect(await find('disk', '--host', 'c')).toMatchObject({ code: 3, stderr: expect.stringContaining('[DJ-HOST-UNKNOWN]') });
    }));

  test('gives hits as data', () =>
    withCore(async (core) => {
      const id = await twoHosts(core, written);
      const json = await command(['run', 'find', id, 'disk', '-o', 'json'], { client: core.client });
      const at = expect.any(String);
      expect(JSON.parse(json.stdout)).toEqual([
        { host: 'a', attempt: 1, n: 3, at, stream: 'stderr', text: 'warning: disk is slow', ranges: [[9, 13]] },
        { host: 'b', attempt: 1, n: 1, at, stream: 'stdout', text: 'diskette', ranges: [[0, 4]] },
      ]);
      const lines = await command(['run', 'find', id, 'disk', '-o', 'jsonl'], { client: core.client });
      expect(
        lines.stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(JSON.parse(json.stdout));
      expect(await command(['run', 'find', id, 'zzz', '-o', 'json'], { client: core.client })).toMatchObject({ code: 1, stdout: '[]\n' });
    }));

  test.each([1, 2, 5])('shows %i lines before and after as grep does', (context) =>
    withCore(async (core) => {
      const text = Array.from({ length: 400 }, (_, i) => `line ${i + 1}${(i * 7919) % 31 < 2 ? ' hit' : ''}\n`).join('');
      const id = await twoHosts(core, { a: [['stdout', text]], b: [] });
      const found = await command(['run', 'find', id, 'hit', '-C', String(context)], { client: core.client });
      const grep = spawnSync('grep', ['-n', '-C', String(context), 'hit'], { input: text, encoding: 'utf8' });
      expect(found.stdout).toBe(grep.stdout.replaceAll(/^(\d+)([:-])/gm, 'a$2$1$2 '));
    }),
  );

  test('colours what it found on a terminal, and lets nothing through that would act on it', () =>
    withCore(async (core) => {
      const id = await twoHosts(core, { a: [['stdout', 'a \u001b]0;title\u0007disk\u0008 is \u001b[31mfull\n']], b: [] });
      const found = await command(['run', 'find', id, 'disk'], { client: core.client, columns: 80 });
      expect(found.stdout).toBe(
        '\u001b[36ma\u001b[0m\u001b[2m:\u001b[0m\u001b[32m1\u001b[0m\u001b[2m:\u001b[0m a \u001b[31mdisk\u001b[0m␈ is full\n',
      );
    }));

  test('goes on with -f until the run ends', () =>
    withCore(async (core) => {
      const id = await twoHosts(core, { a: [['stdout', 'first hit\n']], b: [] }, false);
      const finding = start(['run', 'find', id, 'hit', '-f'], { client: core.client, shell: 'web' });
      await expect.poll(finding.stdout).toBe('a:1: first hit\n');
      const bytes = Buffer.from('second hit\n');
      await core.runner.tell({ type: 'output', execution: `${id}.1.1`, at: core.clock.now(), stream: 'stdout', offset: 0, bytes });
      core.clock.advance(1000);
      await expect.poll(finding.stdout).toBe('a:1: first hit\nb:1: second hit\n');
      for (const i of [0, 1]) await end(core, `${id}.${i}.1`);
      core.clock.advance(1000);
      expect(await finding.ended).toMatchObject({ code: 0, stderr: '' });
    }));

  test('ends when it is interrupted, and says so by its exit code', () =>
    withCore(async (core) => {
      const id = await twoHosts(core, { a: [['stdout', 'first hit\n']], b: [] }, false);
      const finding = start(['run', 'find', id, 'hit', '-f'], { client: core.client, shell: 'web' });
      await expect.poll(finding.stdout).toBe('a:1: first hit\n');
      finding.signal('SIGINT');
      expect(await finding.ended).toMatchObject({ code: 130 });
    }));
});
