import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from './terminal.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'djcron-completion-'));
const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await command(['completion', shell]);
    expect(code).toBe(0);
    writeFileSync(path.join(dir, shell), stdout);
  }
  // what the scripts ask for names
  writeFileSync(
    path.join(dir, 'djcron'),
    '#!/bin/sh\ncase "$1" in host) echo web-01; echo db-1;; job) echo backup;; run) echo r-1;; esac\n',
    { mode: 0o755 },
  );
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The last word is the one being completed. */
type Complete = (words: readonly string[]) => string[];

function ask(shell: string, args: readonly string[]): string[] {
  const env = { PATH: `${dir}:${process.env.PATH}`, HOME: dir };
  return execFileSync(shell, args, { env, encoding: 'utf8', cwd: dir })
    .split('\n')
    .filter((line) => line !== '');
}

const bash: Complete = (words) => {
  const script = `source ${dir}/bash; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); compopt() { COMPREPLY=("compopt $*"); }; _djcron; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return ask('bash', ['-c', script, 'bash', ...words]);
};

const zsh: Complete = (words) => {
  const stubs = 'compdef() { :; }; compadd() { shift; print -l -- "$@"; }; _files() { print -- "_files $*"; }';
  const script = `${stubs}; source ${dir}/zsh; words=("$@"); CURRENT=$#; _djcron`;
  const current = words.at(-1) ?? '';
  return ask('zsh', ['-f', '-c', script, 'zsh', ...words]).filter((word) => word.startsWith(current) || word.startsWith('_files'));
};

const fish: Complete = (words) => {
  const line = words.join(' ');
  return ask('fish', ['--no-config', '-c', `source ${dir}/fish; complete -C ${JSON.stringify(line)}`]).map(
    (text) => text.split('\t')[0] ?? '',
  );
};

const shells: [string, Complete][] = [
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
];

describe.each(shells)('completion of %s', (shell, complete) => {
  const inShell = test.skipIf(!has(shell));

  inShell('walks the tree of commands', () => {
    expect(complete(['djcron', 'ho'])).toEqual(['host']);
    expect(complete(['djcron', 'key', '']).sort()).toEqual(expect.arrayContaining(['accept', 'forget', 'import', 'list']));
    expect(complete(['djcron', '--no-color', 'run', 'lo'])).toEqual(['logs']);
  });

  inShell('offers options where they belong, and the shared ones everywhere', () => {
    expect(complete(['djcron', 'exec', '--fan'])).toEqual(['--fanout']);
    expect(complete(['djcron', 'host', 'list', '--fan'])).toEqual([]);
    expect(complete(['djcron', 'host', 'list', '--ho'])).toEqual(['--home']);
  });

  inShell('knows what an option or an argument takes', () => {
    expect(complete(['djcron', 'host', 'list', '-o', 'js'])).toEqual(['json', 'jsonl']);
    expect(complete(['djcron', 'exec', '-t', 'w'])).toEqual(['web-01']);
    expect(complete(['djcron', 'job', 'run', 'b'])).toEqual(['backup']);
    expect(complete(['djcron', 'run', 'list', '--state', 'par'])).toEqual(['partial']);
    expect(complete(['djcron', 'run', 'logs', 'last', '--host', 'db'])).toEqual(['db-1']);
    expect(complete(['djcron', 'run', 'show', 'r'])).toEqual(['r-1']);
  });
});

test.skipIf(!has('bash'))('files are left to the shell', () => {
  expect(bash(['djcron', 'job', 'apply', '-f', ''])).toEqual(['compopt -o default']);
});
