import { describe, expect, test } from 'vitest';
import { describeInLab, useLab } from '../support/lab/in-lab.ts';
import { openRunner } from '../support/runner.ts';

import { noteStart, numbered } from './generators.ts';
import { expectBeginning, Scene, startsOf } from './scene.ts';

const disks: [name: string, prepare: string][] = [
  ['the home is read-only', 'mount -t tmpfs -o ro tmpfs /home/deploy'],
  ['there is no home', 'rm -rf /home/deploy'],
  [
    'the home is full',
    'mount -t tmpfs -o size=16k tmpfs /home/deploy; chown deploy /home/deploy; head -c 1M /dev/zero >/home/deploy/full || :',
  ],
  [
    'nothing may be executed at home or in /tmp',
    'for d in /home/deploy /tmp; do mount -t tmpfs -o noexec,mode=1777 tmpfs $d; done; chown deploy /home/deploy',
  ],
  [
    'the place in /var/tmp is taken by another',
    'rm -rf /home/deploy; mkdir -m 777 /var/tmp/djcron-61001; chown nosudo /var/tmp/djcron-61001',
  ],
];

describeInLab('a script finds a place', () => {
  const { takeHost } = useLab(disks.length + 3);

  describe.concurrent('when', () => {
    test.for(disks)('%s', async ([, prepare]) => {
      const host = takeHost();
      await using scene = new Scene();
      await host.exec(prepare);
      const script = numbered({ lines: 300, gate: true });
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      host.killSessions();
      await scene.until(execution, ({ begun }) => begun >= 2);
      await scene.open(host, execution);
      await scene.expectWhole(host, execution, script);
    });

    test('there is none: it is not started, and why is told', async () => {
      const host = takeHost();
      await using scene = new Scene();
      // only the note of its start would have a place
      await host.exec(
        'mkdir -m 1777 /var/tmp/starts; chmod 755 /var/tmp; for d in /home/deploy /tmp /dev/shm; do mount -t tmpfs -o ro tmpfs $d; done',
      );
      const execution = await scene.start(host, `${noteStart}echo up`);
      expect((await scene.end(execution)).outcome).toMatchObject({ type: 'broken', reason: 'no-place' });
      expect(startsOf(host, execution)).toBe(0);
    });

    test('the disk fills up under it: its exit code is told all the same', async () => {
      const host = takeHost();
      await using scene = new Scene();
      await host.exec('mount -t tmpfs -o size=400k,mode=700 tmpfs /home/deploy; chown deploy /home/deploy');
      const line = 'y'.repeat(99);
      const script = `${noteStart}i=0; while [ $i -lt 10000 ]; do echo ${line} || break; i=$((i + 1)); done 2>/dev/null; exit 9`;
      const execution = await scene.start(host, script);
      const { outcome, stdout } = await scene.end(execution);
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 9 });
      expect(stdout.length).toBeGreaterThan(100_000);
      expectBeginning('stdout', stdout.bytes(), `${line}\n`.repeat(10_000));
      await scene.expectNothingLeft(host, [execution]);
    });

    test('a host that ends all its users leave behind says so when it is looked at', async () => {
      const host = takeHost();
      const runner = openRunner();
      try {
        const detail = async () => (await runner.runner.probe(host.connection())).at(-1)?.detail;
        expect(await detail()).not.toContain('KillUserProcesses');
        // as logind of such a host answers
        await host.exec(
          "mkdir -p /run/systemd/system; printf '#!/bin/sh\\necho b true\\n' >/usr/local/bin/busctl; chmod 755 /usr/local/bin/busctl",
        );
        expect(await detail()).toMatch(/KillUserProcesses=yes.*loginctl enable-linger deploy/);
        await host.exec('mkdir -p /var/lib/systemd/linger; touch /var/lib/systemd/linger/deploy');
        expect(await detail()).not.toContain('KillUserProcesses');
      } finally {
        await runner[Symbol.asyncDispose]();
      }
    });
  });
});
