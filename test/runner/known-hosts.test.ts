// known_hosts: the same answers as OpenSSH gives, which is asked itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection, PublicKey } from '../../electron/runner/messages.ts';
import {
  findKey,
  fingerprintOf,
  keysInKnownHosts,
  lookupName,
  matchesHosts,
  parseKnownHosts,
} from '../../electron/runner/ssh/known-hosts.ts';
import { judgeKey, knownTypes } from '../../electron/runner/ssh/trust.ts';
import { makeKey, readPublicKey } from '../support/sshd.ts';

let dir: string;
let ed: PublicKey & { fingerprint: string };
let ed2: PublicKey & { fingerprint: string };
let ecdsa: PublicKey & { fingerprint: string };

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'djcron-known-'));
  ed = readPublicKey(`${makeKey(dir, 'a', 'ed25519')}.pub`);
  ed2 = readPublicKey(`${makeKey(dir, 'b', 'ed25519')}.pub`);
  ecdsa = readPublicKey(`${makeKey(dir, 'c', 'ecdsa')}.pub`);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const line = (hosts: string, key: PublicKey) => `${hosts} ${key.type} ${key.key} comment with blanks\n`;

/** Line numbers that ssh-keygen -F finds. */
function asked(file: string, name: string): number[] {
  const { stdout } = spawnSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8' });
  return [...stdout.matchAll(/found: line (\d+)/g)].map((match) => Number(match[1]));
}

function ours(text: string, name: string): number[] {
  return parseKnownHosts(text)
    .filter((entry) => matchesHosts(entry.hosts, name))
    .map((entry) => entry.line);
}

describe('matching', () => {
  const patterns = [
    'web-01',
    'web-01,10.0.0.1',
    '[web-01]:2222',
    '[web-01]:2222,[10.0.0.1]:2222',
    '*.example.org',
    '*.example.org,!old.example.org',
    '!old.example.org,*.example.org',
    'web-??',
    'WEB-03.Example.ORG',
    '*',
    '[*.example.org]:2222',
    '[127.0.*]:2222',
    'fe80::1',
    '[fe80::1]:2222',
    'a*b*c',
    'web-0[1]',
  ];
  const names = [
    'web-01',
    'web-1',
    'WEB-01',
    'web-03.example.org',
    'old.example.org',
    'x.example.org',
    '[web-01]:2222',
    '[x.example.org]:2222',
    '[127.0.3.4]:2222',
    '10.0.0.1',
    '[10.0.0.1]:2222',
    'fe80::1',
    '[fe80::1]:2222',
    'aXbYc',
    'abcc',
    'acb',
  ];

  test('finds the lines that ssh-keygen -F finds', () => {
    const text = `# a comment\n\n   ${patterns.map((pattern) => line(pattern, ed)).join('')}`;
    const file = join(dir, 'plain');
    writeFileSync(file, text);
    const both = (name: string) => [name, ours(text, name.toLowerCase())];
    expect(names.map(both)).toEqual(names.map((name) => [name, asked(file, name)]));
  });

  test('finds them in a file hashed by ssh-keygen -H', () => {
    const file = join(dir, 'hashed');
    writeFileSync(file, ['web-01,10.0.0.1', '[web-01]:2222', 'db.example.org'].map((hosts) => line(hosts, ed)).join(''));
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('web-01');
    const names = ['web-01', '10.0.0.1', '[web-01]:2222', 'db.example.org', 'web-02'];
    expect(names.map((name) => ours(text, name))).toEqual(names.map((name) => asked(file, name)));
  });

  test('takes no line that is damaged', () => {
    const text = ['web', 'web ssh-ed25519', `web ssh-rsa ${ed.key}`, '@strange web x y', `|2|a|b ${ed.type} ${ed.key}`].join('\n');
    expect(parseKnownHosts(text).filter((entry) => matchesHosts(entry.hosts, 'web'))).toEqual([]);
  });

  test('long patterns cost no exponential time', () => {
    expect(matchesHosts('a*a*a*a*a*a*a*a*a*a*a*a*a*a*b', 'a'.repeat(2000))).toBe(false);
  });
});

describe('findings', () => {
  const find = (text: string, port = 22, key = ed) => findKey(parseKnownHosts(text), ['10.0.0.1', 'web'], port, key).state;

  test('a key counts under the address and under the name', () => {
    expect([find(line('10.0.0.1', ed)), find(line('web', ed)), find(line('db', ed))]).toEqual(['known', 'known', 'new']);
  });

  test('several keys of a host are all known', () => {
    const text = line('web', ed2) + line('web', ed) + line('web', ecdsa);
    expect([find(text, 22, ed), find(text, 22, ed2), find(text, 22, ecdsa)]).toEqual(['known', 'known', 'known']);
  });

  test('another key of the same type is a change, of another type it is new', () => {
    expect(find(line('web', ed2))).toBe('changed');
    expect(findKey(parseKnownHosts(line('web', ecdsa)), ['web'], 22, ed)).toEqual({
      state: 'new',
      otherTypes: ['ecdsa-sha2-nistp256'],
    });
  });

  test('a revoked key is revoked, wherever else it is trusted', () => {
    expect(find(`${line('web', ed)}@revoked * ${ed.type} ${ed.key}\n`)).toBe('revoked');
    expect(find(`@revoked db ${ed.type} ${ed.key}\n${line('web', ed)}`)).toBe('known');
  });

  test('a certificate authority trusts no plain key', () => {
    expect(find(`@cert-authority * ${ed.type} ${ed.key}\n`)).toBe('new');
  });

  test('on another port a line of the bare name can trust but not accuse', () => {
    expect([find(line('web', ed), 2222), find(line('web', ed2), 2222), find(line('[web]:2222', ed2) + line('web', ed), 2222)]).toEqual([
      'known',
      'new',
      'changed',
    ]);
  });

  test('names carry the port as ssh writes it', () => {
    expect([lookupName('Web', 22), lookupName('fe80::1', 2200)]).toEqual(['web', '[fe80::1]:2200']);
  });
});

test('the fingerprint is that of ssh-keygen -l', () => {
  const printed = execFileSync('ssh-keygen', ['-l', '-f', join(dir, 'a.pub')], { encoding: 'utf8' });
  expect(printed.split(' ')[1]).toBe(fingerprintOf(ed.key));
});

test('an import finds trusted and revoked keys of each host', () => {
  const text = `${line('web', ed)}${line('[10.0.0.2]:2222', ecdsa)}@revoked db ${ed2.type} ${ed2.key}\n${line('db,web', ed2)}`;
  const plain = ({ type, key }: PublicKey) => ({ type, key });
  expect(
    keysInKnownHosts(text, [
      { name: 'web', address: '10.0.0.1', port: 22 },
      { name: 'db', address: '10.0.0.2', port: 2222 },
      { name: 'db', address: '10.0.0.3', port: 22 },
      { name: 'nobody', address: '10.0.0.9', port: 22 },
    ]),
  ).toEqual([
    { name: 'web', trusted: [plain(ed), plain(ed2)], revoked: [] },
    { name: 'db', trusted: [plain(ecdsa)], revoked: [] },
    { name: 'db', trusted: [], revoked: [plain(ed2)] },
    { name: 'nobody', trusted: [], revoked: [] },
  ]);
});

describe('judging a key for a connection', () => {
  const connection = (more: Partial<Connection>): Connection => ({
    host: 'web',
    address: '10.0.0.1',
    port: 22,
    user: 'u',
    connectTimeoutMs: 1000,
    identities: [],
    identityRequired: false,
    agent: null,
    password: null,
    trusted: [],
    knownHosts: [],
    jump: null,
    ...more,
  });

  test('the own store and each file count, and the source is named', () => {
    const file = join(dir, 'judge');
    writeFileSync(file, `# head\n${line('web', ed2)}`);
    const verdicts = [
      judgeKey(connection({ trusted: [ed] }), ed),
      judgeKey(connection({ knownHosts: [file] }), ed2),
      judgeKey(connection({ knownHosts: [file] }), ed),
      judgeKey(connection({ trusted: [ed], knownHosts: [file] }), ed),
      judgeKey(connection({ trusted: [ecdsa] }), ed),
    ];
    expect(verdicts).toEqual([
      { type: 'verdict', verdict: { state: 'known', source: 'djcron' }, otherTypes: [] },
      { type: 'verdict', verdict: { state: 'known', source: `${file}:2` }, otherTypes: [] },
      { type: 'verdict', verdict: { state: 'changed', trustedFingerprint: ed2.fingerprint, source: `${file}:2` }, otherTypes: [] },
      { type: 'verdict', verdict: { state: 'known', source: 'djcron' }, otherTypes: [] },
      { type: 'verdict', verdict: { state: 'new' }, otherTypes: ['ecdsa-sha2-nistp256'] },
    ]);
    expect(knownTypes(connection({ trusted: [ecdsa], knownHosts: [file] }))).toEqual(['ecdsa-sha2-nistp256', 'ssh-ed25519']);
  });

  test('a changed file is read again', () => {
    const file = join(dir, 'changing');
    writeFileSync(file, line('web', ed));
    const state = () => {
      const judgement = judgeKey(connection({ knownHosts: [file] }), ed);
      return judgement.type === 'verdict' ? judgement.verdict.state : judgement.type;
    };
    expect(state()).toBe('known');
    writeFileSync(file, `@revoked web ${ed.type} ${ed.key}\n`);
    expect(state()).toBe('revoked');
  });

  test('a missing file is empty, an unreadable one trusts nobody', () => {
    expect(judgeKey(connection({ trusted: [ed], knownHosts: [join(dir, 'missing')] }), ed)).toMatchObject({ type: 'verdict' });
    expect(judgeKey(connection({ trusted: [ed], knownHosts: [dir] }), ed)).toMatchObject({ type: 'unreadable', path: dir });
  });
});
