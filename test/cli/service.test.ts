import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { launchdPlist, scheduledTask, systemdUnit, systemdWord, windowsWord } from '../../electron/cli/service/service-unit.ts';

const serve = {
  command: ['/usr/bin/node', '/opt/my apps/djcron/cli.js', 'serve', '--no-open', '--port', '7450'],
  env: { DJCRON_HOME: '/srv/50% "djcron" & <co>' },
};

test('systemd is told a unit in which every word stays one word', () => {
  const unit = systemdUnit(serve);
  expect(unit).toContain('ExecStart=/usr/bin/node "/opt/my apps/djcron/cli.js" serve --no-open --port 7450\n');
  expect(unit).toContain('Environment="DJCRON_HOME=/srv/50%% \\"djcron\\" & <co>"\n');
  expect(unit).toContain('WantedBy=default.target');
  expect(['plain', 'a b', '$HOME', '100%', 'back\\slash'].map(systemdWord)).toEqual([
    'plain',
    '"a b"',
    '"$$HOME"',
    '100%%',
    '"back\\\\slash"',
  ]);
});

const hasVerify = spawnSync('systemd-analyze', ['--version']).status === 0;
test.skipIf(!hasVerify)('systemd itself takes the unit', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'djcron-unit-'));
  try {
    const file = path.join(dir, 'djcron.service');
    writeFileSync(file, systemdUnit({ command: [process.execPath, '/usr/lib/djcron/cli.js', 'serve'], env: serve.env }));
    const { status, stderr } = spawnSync('systemd-analyze', ['--man=no', 'verify', file], { encoding: 'utf8' });
    expect({ status, said: stderr.includes('djcron.service:') }).toEqual({ status: 0, said: false });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('launchd is told a property list with its texts escaped', () => {
  const plist = launchdPlist(serve, '/Users/ana/Library/Logs/djcron');
  expect(plist).toContain('<string>/opt/my apps/djcron/cli.js</string>\n    <string>serve</string>');
  expect(plist).toContain('<key>DJCRON_HOME</key>\n    <string>/srv/50% "djcron" &amp; &lt;co&gt;</string>');
  expect(plist).toContain('<key>RunAtLoad</key>\n  <true/>');
});

test('the Task Scheduler is told a task for this user, its arguments quoted as Windows takes them apart', () => {
  const task = scheduledTask(
    { command: ['C:\\Program Files\\node.exe', 'C:\\dj cron\\cli.js', 'serve'], env: { DJCRON_HOME: 'D:\\home' } },
    'PC\\ana',
  );
  expect(task).toContain('<Command>C:\\Program Files\\node.exe</Command>');
  expect(task).toContain('<Arguments>"C:\\dj cron\\cli.js" serve --home D:\\home</Arguments>');
  expect(task).toContain('<UserId>PC\\ana</UserId>');
  expect(['a', 'a b', 'say "hi"', 'dir\\', 'my dir\\'].map(windowsWord)).toEqual(['a', '"a b"', '"say \\"hi\\""', 'dir\\', '"my dir\\\\"']);
});
