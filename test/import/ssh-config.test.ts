// An ssh_config as hosts: what ssh would use, what is passed over and why, and that nothing is run.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSshConfig } from '../../electron/import/ssh-config.ts';

let home: string;
let config: string;
const reader = () => ({ home, user: 'me' });
const read = () => readSshConfig(config, reader());
const write = (name: string, text: string) => {
  const file = path.join(home, '.ssh', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'ssh-config-')));
  config = write('config', '');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('each alias is a host with the first value of each setting; what a pattern sets goes to the hosts it matches', () => {
  write(
    'config',
    `# mine
User early
Host web-01 WEB-02 "db one" web-*
  HostName %h.example.org
  Port=2200
  IdentityFile ~/.ssh/%r_%h
  IdentityFile /never/this
Host web-0? !web-02
  User late
  Port 1
Host *
  identityfile %d/keys/%n-%u
Host plain
`,
  );
  expect(read()).toEqual({
    path: config,
    hosts: [
      host('web-01', {
        address: 'web-01.example.org',
        port: 2200,
        user: 'early',
        identity: `${home}/.ssh/early_web-01.example.org`,
        source: `${config}:3`,
      }),
      host('WEB-02', {
        address: 'WEB-02.example.org',
        port: 2200,
        user: 'early',
        identity: `${home}/.ssh/early_WEB-02.example.org`,
        source: `${config}:3`,
      }),
      host('plain', { user: 'early', identity: `${home}/keys/plain-me`, source: `${config}:13` }),
    ],
    skipped: [
      { name: 'db one', source: `${config}:3`, reason: 'a host name has letters, digits, ".", "-" and "_" only' },
      ...['web-*', 'web-0?', '*'].map((name, i) => ({
        name,
        source: `${config}:${[3, 8, 11][i]}`,
        reason: 'a pattern, not a host: its settings go to the hosts it matches',
      })),
    ],
  });
});

test('what cannot be taken over is said and the rest goes on', () => {
  write(
    'config',
    `Host a
  HostName "half
  Port ssh
  User
Host b
  ProxyCommand nc %h %p
  ProxyJump a
  IdentityFile keys/b
Host c
  HostName user@c
Host d
  IdentityFile /keys/%C
  IdentityFile none
Host e
  IdentityFile none
Match host a
  User other
Match all
  User everywhere
`,
  );
  const { hosts, skipped } = read();
  const direct = 'its ProxyCommand is not run: give it a jump host if it cannot be reached directly';
  expect(hosts.map(({ name, user, port, note }) => ({ name, user, port, note }))).toEqual([
    { name: 'a', user: 'everywhere', port: 22, note: '"ssh" is no port: 22 is taken' },
    { name: 'b', user: 'everywhere', port: 22, note: `its IdentityFile "keys/b" has no full path: choose the identity here; ${direct}` },
    { name: 'd', user: 'everywhere', port: 22, note: 'its IdentityFile "/keys/%C" cannot be told beforehand: choose the identity here' },
    { name: 'e', user: 'everywhere', port: 22, note: null },
  ]);
  expect(skipped.map(({ name, source, reason }) => `${source.slice(config.length + 1)} ${name}: ${reason}`)).toEqual([
    '9 c: "user@c" is no address',
    '2 HostName: a quotation mark is missing',
    '4 User: has no value',
    '16 Match host a: a Match block is not evaluated: its settings are left out',
  ]);
});

describe('Include', () => {
  test('is followed by globs, relative to ~/.ssh, in order, and stays under the Host line it stands in', () => {
    write('config', 'Include conf.d/*.conf missing ~/.ssh/own\nHost web-01\n  User outer\n  Include inner\nHost db\n  Port 1\n');
    const b = write('conf.d/b.conf', 'Host web-01 db\n  Port 2\n');
    write('conf.d/a.conf', 'Host web-01\n  Port 3\n');
    write('conf.d/.hidden.conf', 'Host *\n  Port 4\n');
    write('own', 'IdentityFile ~/.ssh/own-key\n');
    write('inner', 'User inner\nHost db\n  User never\nHost web-*\n  HostName 10.0.0.1\n');
    expect(read().hosts).toEqual([
      host('web-01', {
        address: '10.0.0.1',
        port: 3,
        user: 'outer',
        identity: `${home}/.ssh/own-key`,
        source: `${home}/.ssh/conf.d/a.conf:1`,
      }),
      host('db', { port: 2, identity: `${home}/.ssh/own-key`, source: `${b}:1` }),
    ]);
  });

  test('of itself, over a link, or too deep ends with a reason', () => {
    write('config', 'Include loop deep-1\nHost a\n');
    symlinkSync('config', path.join(home, '.ssh', 'loop'));
    for (let i = 1; i < 20; i += 1) write(`deep-${i}`, `Include deep-${i + 1}\n`);
    const { hosts, skipped } = read();
    expect(hosts.map((item) => item.name)).toEqual(['a']);
    expect(skipped.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      `Include loop: ${home}/.ssh/loop includes itself`,
      'Include deep-16: more than 16 files deep',
    ]);
  });

  test('of what cannot be read is reported', () => {
    write('config', 'Include conf.d\nHost a\n');
    mkdirSync(path.join(home, '.ssh', 'conf.d'));
    expect(read().skipped).toEqual([
      { name: 'Include conf.d', source: `${config}:1`, reason: `${home}/.ssh/conf.d cannot be read: it is a folder` },
    ]);
  });
});

test('a file that is not there, is a folder or holds NUL is refused with its path', () => {
  writeFileSync(config, 'Host a\0b');
  for (const [file, what] of [
    [path.join(home, 'none'), 'there is no such file'],
    [home, 'it is a folder'],
    [config, 'it holds a NUL byte'],
  ] as const)
    expect(() => readSshConfig(file, reader())).toThrowError(
      expect.objectContaining({
        refusal: expect.objectContaining({ code: 'DJ-FILE-UNREADABLE', where: file, what: `the ssh config cannot be read: ${what}` }),
      }),
    );
});

describe('ProxyJump', () => {
  const jumps = () => read().hosts.map(({ name, jump, note }) => [name, jump, note] as const);

  test('of one hop that is a host of the file is its jump host, also with the same user and port written out', () => {
    write(
      'config',
      'Host gate\n  User ops\n  Port 2022\nHost a\n  ProxyJump gate\nHost b\n  ProxyJump ops@gate:2022\nHost c\n  ProxyJump ssh://ops@GATE:2022/\nHost *\n  ProxyJump none\n',
    );
    expect(jumps()).toEqual([
      ['gate', null, null],
      ['a', 'gate', null],
      ['b', 'gate', null],
      ['c', 'gate', null],
    ]);
  });

  test('of several hops becomes the jump of the jump', () => {
    write('config', 'Host a\n  ProxyJump one,two\nHost one\nHost two\nHost b\n  ProxyJump two\n');
    expect(jumps()).toEqual([
      ['a', 'two', null],
      ['one', null, null],
      ['two', 'one', 'jump host one is taken from ProxyJump of a'],
      ['b', 'two', null],
    ]);
  });

  test('that djcron cannot keep is explained', () => {
    write(
      'config',
      'Host a\n  ProxyJump ops@gate\nHost b\n  ProxyJump gate.example.org:22\nHost gate\nHost c\n  ProxyJump other,mid\nHost mid\n  ProxyJump gate\nHost other\nHost self\nHost self other\n  ProxyJump self\n',
    );
    expect(jumps()).toEqual([
      ['a', null, 'it is reached through ops@gate, but ops@gate is no Host of this file: add it and set it as jump host'],
      [
        'b',
        null,
        'it is reached through gate.example.org:22, but gate.example.org:22 is no Host of this file: add it and set it as jump host',
      ],
      ['gate', null, null],
      ['c', null, 'it is reached through other, then mid, but mid has another way of its own: check its jump host'],
      ['mid', 'gate', null],
      ['other', 'self', null],
      ['self', null, 'its ProxyJump leads back to itself: no jump host is set'],
    ]);
  });
});

test('nothing is executed and no name is looked up, whatever the file asks for', () => {
  const trace = path.join(home, 'trace');
  const bin = path.join(home, 'bin');
  mkdirSync(bin);
  for (const name of ['nslookup', 'touch', 'sh', 'id']) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\necho ${name} >> ${trace}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  write(
    'config',
    `Match exec "touch ${trace}"\n  User bad\nMatch originalhost a exec "echo x >> ${trace}"\n  Port 9\nHost a\n  CanonicalizeHostname yes\n  CanonicalDomains example.org\n  ProxyCommand touch ${trace}\n  KnownHostsCommand touch ${trace}\n  LocalCommand touch ${trace}\n  PermitLocalCommand yes\n`,
  );
  const before = process.env.PATH;
  process.env.PATH = `${bin}:${before}`;
  try {
    expect(read().hosts).toEqual([host('a', { source: `${config}:5`, note: expect.stringContaining('ProxyCommand is not run') })]);
  } finally {
    process.env.PATH = before;
  }
  expect(() => realpathSync(trace)).toThrow();
});

const ssh = spawnSync('ssh', ['-V']).status === 0;
test.skipIf(!ssh)('40 hosts come out as `ssh -G` has them (needs openssh-client)', () => {
  config = write('config', fortyHosts());
  const { hosts } = readSshConfig(config, { home, user: userInfo().username });
  expect(hosts).toHaveLength(40);
  for (const { name, address, port, user, identity } of hosts) {
    const answer = new Map<string, string>();
    for (const line of execFileSync('ssh', ['-G', '-F', config, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(
      '\n',
    )) {
      const [key = '', value = ''] = line.split(/ (.*)/s);
      if (!answer.has(key)) answer.set(key, value);
    }
    const file = answer.get('identityfile') ?? '';
    expect({ name, address: address.toLowerCase(), port: String(port), user, identity: identity ?? 'default' }).toEqual({
      name,
      address: answer.get('hostname'),
      port: answer.get('port'),
      user: answer.get('user'),
      identity: file.startsWith('~/.ssh/id_') ? 'default' : file.replace(/^~/, home).replace('%r', user),
    });
  }
});

/** Ten of each of four kinds, with patterns that come before, between and after them. */
function fortyHosts(): string {
  const blocks = ['Host w*5 !w05\n  Port 5000\n', 'Host ?3\n  User three\n'];
  for (let i = 0; i < 10; i += 1) {
    const n = String(i).padStart(2, '0');
    blocks.push(`Host w${n} x${n}\n  HostName ${i % 2 ? '%h.lan' : `10.0.0.${i}`}\n${i % 3 ? '' : '  Port 22022\n  Port 1\n'}`);
    blocks.push(`Host="y${n}"\n\tUser=u${i}\n\tIdentityFile "~/keys/%r key"\n`);
    blocks.push(`host z${n} # the last\n  hostname z${n}.example.org\n${i % 4 ? '' : '  user root\n'}`);
    if (i === 4) blocks.push('Host x* z*\n  User middle\n  IdentityFile /k/middle\n');
  }
  blocks.push('Host *9\n  Port 9999\nHost *\n  User last\n  Port 2222\n');
  return blocks.join('');
}

function host(name: string, more: Record<string, unknown>) {
  return { name, address: name, port: 22, user: 'me', identity: null, jump: null, note: null, ...more };
}
