import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runStates, triggers } from '../../shared/model/run.ts';
import { withCore } from '../support/core.ts';
import { command, start } from './terminal.ts';

describe('hosts', () => {
  test('are added, shown in every format, changed and removed', () =>
    withCore(async ({ client }) => {
      const added = await command(
        ['host', 'add', 'web-01', '--address', '192.0.2.7', '--user', 'deploy', '--cluster', 'web', '--tag', 'role=front'],
        { client },
      );
      expect(added).toEqual({ code: 0, stdout: '', stderr: 'added web-01 (deploy@192.0.2.7:22)\n' });
      await command(['host', 'add', 'db', '--address', '::1', '--user', 'root', '--port', '2222', '--tag', 'note==cmd()'], { client });

      const { stdout } = await command(['host', 'list', '-o', 'json'], { client });
      expect(JSON.parse(stdout)).toMatchObject([
        { name: 'db', address: '::1', port: 2222, tags: { note: '=cmd()' } },
        { name: 'web-01', address: '192.0.2.7', user: 'deploy', clusters: ['web'], tags: { role: 'front' }, facts: null },
      ]);
      const formats = {
        name: await command(['host', 'list', '-o', 'name'], { client }),
        jsonl: await command(['-o', 'jsonl', 'host', 'list', '@web'], { client }),
        yaml: await command(['host', 'show', 'db', '-o', 'yaml'], { client }),
        csv: await command(['host', 'list', '-o', 'csv'], { client }),
      };
      expect(formats.name.stdout).toBe('db\nweb-01\n');
      expect(JSON.parse(formats.jsonl.stdout)).toMatchObject({ name: 'web-01' });
      expect(parse(formats.yaml.stdout)).toMatchObject({ name: 'db', port: 2222 });
      expect(formats.csv.stdout.split('\n').slice(0, 2)).toEqual([
        'name,address,port,user,clusters,tags,key,health',
        'db,::1,2222,root,,note==cmd(),unknown,unknown',
      ]);

      await command(['host', 'edit', 'web-01', '--cluster', '', '--tag', 'a=b', '--rename', 'web-02'], { client });
      expect(await client.hosts.get({ name: 'web-02' })).toMatchObject({ clusters: [], tags: { a: 'b' }, user: 'deploy' });
      expect(await command(['host', 'rm', 'web-02'], { client })).toMatchObject({ code: 0, stderr: 'removed web-02\n' });
      expect((await command(['host', 'list', '-o', 'name'], { client })).stdout).toBe('db\n');
    }));

  test('that are not there are told with the nearest name: 3 for the object itself, 2 inside a target', () =>
    withCore(async ({ client }) => {
      await client.hosts.add({ name: 'web-01', address: '192.0.2.7' });
      const shown = await command(['host', 'show', 'web-1'], { client });
      expect(shown).toMatchObject({ code: 3, stdout: '' });
      expect(shown.stderr).toMatch(/^djcron: .*web-1.*\[DJ-HOST-UNKNOWN\]\n$/);
      const resolved = await command(['target', 'resolve', 'web-10'], { client });
      expect(resolved).toMatchObject({ code: 2, stdout: '' });
      expect(resolved.stderr).toMatch(/^djcron: .*web-10.*web-01.*\[DJ-TARGET-UNKNOWN\]\n$/);
    }));

  test('are refused in one line when what is said of them is wrong, and nothing changes', () =>
    withCore(async ({ client }) => {
      const wrong = [
        ['host', 'add', 'a b', '--address', 'x'],
        ['host', 'add', 'a', '--address', 'x', '--port', '70000'],
        ['host', 'add', 'a', '--address', 'x', '--connect-timeout', 'soon'],
        ['host', 'add', 'a', '--address', 'x', '--tag', 'novalue'],
        ['host', 'add', 'a', '--address', 'user@x'],
        ['host', 'add', 'a', '--address', 'x', '--jump', 'nobody'],
        ['host', 'add', 'a'],
      ];
      for (const args of wrong) {
        const said = await command(args, { client });
        expect(said, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
        expect(said.stderr, args.join(' ')).toMatch(/^djcron: [^\n]+ \[DJ-[A-Z-]+\]\n$/);
      }
      expect(await client.hosts.list()).toEqual([]);
    }));

  test('named by a pattern go only with --yes where nobody can be asked', () =>
    withCore(async ({ client }) => {
      for (const name of ['a1', 'a2', 'b']) await client.hosts.add({ name, address: '192.0.2.7' });
      for (const target of ['a*', '@all', 'a[1-2]']) {
        const refused = await command(['host', 'rm', target], { client });
        expect(refused).toMatchObject({ code: 2, stdout: '' });
        expect(refused.stderr).toMatch(/--yes \[?.*\[DJ-CONFIRM-NEEDED\]\n$|DJ-CONFIRM-NEEDED/);
      }
      expect(await client.hosts.list()).toHaveLength(3);
      expect((await command(['host', 'rm', 'a*', '--yes'], { client })).code).toBe(0);
      expect((await command(['host', 'list', '-o', 'name'], { client })).stdout).toBe('b\n');
    }));

  test('are asked about at a terminal, also when they are named', () =>
    withCore(async ({ client }) => {
      await client.hosts.add({ name: 'a', address: '192.0.2.7' });
      const no = start(['host', 'rm', 'a'], { client, columns: 80 });
      await expect.poll(no.stderr).toContain('remove a? [y/N]');
      no.type('n\r');
      expect((await no.ended).code).toBe(2);
      expect(await client.hosts.list()).toHaveLength(1);
      const yes = start(['host', 'rm', 'a'], { client, columns: 80 });
      await expect.poll(yes.stderr).toContain('remove a? [y/N]');
      yes.type('y\r');
      expect((await yes.ended).code).toBe(0);
      expect(await client.hosts.list()).toEqual([]);
    }));

  test('cannot send escape sequences into a table', () =>
    withCore(async ({ client }) => {
      await client.hosts.add({ name: 'a', address: '192.0.2.7', tags: { note: '\u001b]0;gotcha\u0007' } });
      const { stdout } = await command(['host', 'list'], { client, columns: 200 });
      expect(stdout).toContain('␛]0;gotcha␇');
      expect(stdout).not.toContain('\u001b]');
    }));
});

describe('targets', () => {
  test('resolve to names in order, and fold again', () =>
    withCore(async ({ client }) => {
      for (const name of ['web-1', 'web-2', 'web-3']) await client.hosts.add({ name, address: '192.0.2.7' });
      expect(await command(['target', 'resolve', 'web-[1-3] ! web-2'], { client })).toMatchObject({ code: 0, stdout: 'web-1\nweb-3\n' });
      const json = await command(['target', 'resolve', '@all', '-o', 'json'], { client });
      expect(JSON.parse(json.stdout)).toEqual(['web-1', 'web-2', 'web-3']);
      expect(await command(['target', 'fold', 'web-1', 'web-3'], { client })).toMatchObject({ code: 0, stdout: 'web-[1,3]\n' });
    }));
});

describe('job files', () => {
  const file = (body: string) => `apiVersion: djcron/v1\nkind: Job\n${body}`;

  async function inFolder(files: Record<string, string>, work: (dir: string) => Promise<void>): Promise<void> {
    const dir = mkdtempSync(path.join(tmpdir(), 'djcron-jobs-'));
    try {
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
      await work(dir);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }

  test('are created, changed and left unchanged, with the script they name beside them', () =>
    withCore(async ({ client }) => {
      await client.hosts.add({ name: 'db', address: '192.0.2.7' });
      const script = '#!/bin/bash\nset -e\n\techo \'tab: "quotes"\'  # ümlaut\n\n';
      const yaml = file('name: backup # nightly\nscript:\n  # the real work\n  file: ./dump.sh\ntargets: db\n');
      await inFolder({ 'job.yaml': yaml, 'dump.sh': script }, async (cwd) => {
        const apply = (...more: string[]) => command(['job', 'apply', '-f', 'job.yaml', ...more], { client, cwd });
        expect(await apply('--dry-run')).toMatchObject({ code: 0, stdout: 'created backup, version 0 (dry run)\n' });
        expect(await apply()).toMatchObject({ code: 0, stdout: 'created backup, version 1\n', stderr: '' });
        expect(await apply()).toMatchObject({ code: 0, stdout: 'unchanged backup, version 1\n' });
        writeFileSync(path.join(cwd, 'dump.sh'), `${script}true\n`);
        expect(JSON.parse((await apply('-o', 'json')).stdout)).toEqual([
          { file: 'job.yaml', name: 'backup', version: 2, action: 'changed' },
        ]);
        expect((await client.jobs.get({ name: 'backup', version: 1 })).definition.script.text).toBe(script);
        const exported = await command(['job', 'export', 'backup'], { client, cwd });
        expect(exported.stdout).toContain('# nightly');
        expect(exported.stdout).toContain('# the real work');
        expect(parse(exported.stdout)).toMatchObject({ name: 'backup', script: { text: `${script}true\n` } });
      });
    }));

  test('that are wrong are told by line and column, and none of them is saved', () =>
    withCore(async ({ client }) => {
      await client.hosts.add({ name: 'db', address: '192.0.2.7' });
      const good = file('name: good\nscript: { text: "true" }\ntargets: db\n');
      const files = {
        'good.yaml': good,
        'syntax.yaml': file('name: [\n'),
        'key.yaml': file('name: a\nscript: { text: "true" }\ntargets: db\nscedules: []\n'),
        'target.yaml': file('name: a\nscript: { text: "true" }\ntargets: dbb\n'),
        'missing.yaml': file('name: a\nscript:\n  file: nowhere.sh\ntargets: db\n'),
        'late.yaml': file('name: a\nscript:\n  file: long.sh\ntargets: db\nmode: many\n'),
        'long.sh': 'one\ntwo\nthree\nfour\n',
      };
      await inFolder(files, async (cwd) => {
        const expected = {
          'syntax.yaml': /^syntax\.yaml:\d+:\d+: .+ \[DJ-JOB-[A-Z]+\]\n$/,
          'key.yaml': /^key\.yaml:6:1: unknown key "scedules".* \[DJ-JOB-[A-Z]+\]\n$/,
          'target.yaml': /^target\.yaml:5:1: .*dbb.*db.* \[DJ-[A-Z-]+\]\n$/,
          'missing.yaml': /^missing\.yaml:5:9: .*nowhere\.sh.* \[DJ-FILE-UNREADABLE\]\n$/,
          'late.yaml': /^late\.yaml:7:7: .* \[DJ-JOB-[A-Z]+\]\n$/,
        };
        for (const [name, line] of Object.entries(expected)) {
          const applied = await command(['job', 'apply', '-f', 'good.yaml', name], { client, cwd });
          expect(applied, name).toMatchObject({ code: 2, stdout: '' });
          expect(applied.stderr).toMatch(line);
          expect((await command(['job', 'validate', '-f', name], { client, cwd })).code).toBe(2);
        }
        expect(await client.jobs.list()).toEqual([]);
        const valid = await command(['job', 'validate', '-f', '-'], { client, cwd, input: good });
        expect(valid).toMatchObject({ code: 0, stderr: '-: good is valid, for 1 host\n' });
        expect((await command(['job', 'apply', '-f', 'none.yaml'], { client, cwd })).stderr).toMatch(
          /there is no such file \[DJ-FILE-UNREADABLE\]\n$/,
        );
      });
    }));
});

describe('the tree of commands', () => {
  test('suggests what was meant and ends with 2', async () => {
    expect(await command(['hots', 'list'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "djcron: unknown command 'hots' (Did you mean host?): see djcron --help [DJ-INPUT-INVALID]\n",
    });
    expect((await command(['host', 'list', '--jsn'])).code).toBe(2);
  });

  test('has a help that names what options take, the same words as their refusals', async () => {
    const help = await command(['help', 'run', 'list']);
    expect(help).toEqual({ ...(await command(['run', 'list', '--help'])), code: 0, stderr: '' });
    const onOneLine = (text: string) => text.replace(/\n {6,}/g, ' ');
    for (const [option, words] of [
      ['--state', [...runStates, 'all']],
      ['--trigger', [...triggers, 'all']],
    ] as const) {
      const choices = words.map((word) => `"${word}"`).join(', ');
      expect(onOneLine(help.stdout)).toMatch(new RegExp(`^ {2}${option} .*\\(choices: ${choices}\\)$`, 'm'));
      const { code, stderr } = await command(['run', 'list', option, 'nonsense']);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`is invalid. Allowed are ${words.join(', ')}: see`) });
    }
    expect(onOneLine((await command(['exec', '--help'])).stdout)).toMatch(/^ {2}-f, --fanout <n> .*\(default: 64\)$/m);
  });

  test('has an example in every help', async () => {
    const root = await command(['--help']);
    expect(root).toMatchObject({ code: 0, stderr: '' });
    const nouns = [...root.stdout.matchAll(/^ {2}([a-z]+)[ \n]/gm)].map((match) => match[1] ?? '').filter((name) => name !== 'help');
    for (const noun of nouns) {
      const { code, stdout } = await command([noun, '--help']);
      expect({ noun, code, example: /\nExamples?:\n {2}\S/.test(stdout) }).toEqual({ noun, code: 0, example: true });
      const verbs = stdout.includes('\nCommands:') ? [...(stdout.split('\nCommands:')[1] ?? '').matchAll(/^ {2}([a-z]+)[ \n]/gm)] : [];
      for (const [, verb = ''] of verbs) {
        if (verb === 'help' || verb === 'djcron') continue;
        const deeper = await command([noun, verb, '--help']);
        expect({ noun, verb, example: /\nExamples?:\n {2}\S/.test(deeper.stdout) }).toEqual({ noun, verb, example: true });
      }
    }
  });
});
