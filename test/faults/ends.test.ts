import { describe, expect, test } from 'vitest';
import { describeInLab, useLab } from '../support/lab/in-lab.ts';
import { isWhole } from './extent.ts';
import { noteStart, numbered } from './generators.ts';
import { becomes, expectBeginning, expectSame, foreign, isKept, Scene, startsOf } from './scene.ts';

describeInLab('the end of an execution is told as it was', () => {
  const { takeHost } = useLab(13);
  const killed = { type: 'ended', exitCode: 137, signal: 'SIGKILL', survivors: [] };

  describe.concurrent('when', () => {
    test('its host loses power and comes back', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = numbered({ lines: 1000, gate: true });
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      await host.powerCut();
      await host.boot();
      const { outcome, stdout } = await scene.end(execution);
      expect(outcome).toMatchObject({ type: 'lost', reason: 'rebooted' });
      expect(stdout.length).toBeGreaterThan(0);
      expectBeginning('stdout', stdout.bytes(), script.stdout);
      expect(startsOf(host, execution)).toBe(1);
      await scene.expectNothingLeft(host, [execution]);
    });

    test('its host reboots while there is no controller: what lay on the disk is told', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = numbered({ lines: 1000, gate: true });
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      await scene.kill();
      await host.reboot();
      scene.goOn();
      const { outcome, stdout } = await scene.end(execution);
      expect(outcome).toMatchObject({ type: 'lost', reason: 'rebooted' });
      expectSame('stdout', stdout.bytes(), script.stdout.slice(0, script.stdout.indexOf('out 500 ')));
      expect(startsOf(host, execution)).toBe(1);
      await scene.expectNothingLeft(host, [execution]);
    });

    test('it had ended before its host rebooted', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = numbered({ lines: 1000, gate: true });
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      await scene.kill();
      await scene.open(host, execution);
      await becomes(() => foreign(host), []);
      await host.reboot();
      scene.goOn();
      await scene.expectWhole(host, execution, script);
    });

    test('what watched over it was killed', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = numbered({ lines: 1000, gate: true });
      const execution = await scene.start(host, script.script.replace(noteStart, `${noteStart}echo $PPID >"$STARTS.parent"\n`));
      await scene.untilSaid(execution, script.stdout.indexOf('out 500 '));
      await host.exec(`kill -9 "$(cat /var/tmp/starts/${execution}.parent)"`);
      await scene.open(host, execution);
      const { outcome, stdout, stderr } = await scene.end(execution);
      expect(outcome).toMatchObject({ type: 'lost', reason: 'supervisor-killed' });
      expectSame('stdout', stdout.bytes(), script.stdout);
      expectSame('stderr', stderr.bytes(), script.stderr);
      await scene.expectNothingLeft(host, [execution]);
    });

    test('its connection has ended long ago, and others have the numbers of who served that', async () => {
      const host = takeHost();
      await using scene = new Scene();
      await scene.end(await scene.start(host, 'true')); // the next one comes by a kept shell
      const script = numbered({ lines: 1000, gate: true });
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      const ours = () => host.processes().filter(({ args }) => isKept(args));
      const before = ours();
      await scene.kill();
      host.killSessions();
      const gone = () => before.filter(({ pid }) => !ours().some((one) => one.pid === pid)).map(({ pid }) => pid);
      await expect.poll(gone, { timeout: 20_000 }).not.toEqual([]);
      const taken = gone();
      for (const pid of taken) {
        const take = `echo $((${pid} - 1)) >/proc/sys/kernel/ns_last_pid; setpriv --reuid deploy --clear-groups sleep 999 >/dev/null 2>&1 & [ $! = ${pid} ] || { kill $!; exit 1; }`;
        await expect
          .poll(
            () =>
              host.exec(take).then(
                () => true,
                () => false,
              ),
            { timeout: 20_000 },
          )
          .toBe(true);
      }
      await scene.open(host, execution);
      scene.goOn();
      await scene.end(execution);
      await expect.poll(() => ours().length, { timeout: 30_000 }).toBe(0);
      const sleeping = host.processes().filter(({ args }) => args.endsWith('sleep 999'));
      expect(new Set(sleeping.map(({ pid }) => pid))).toEqual(new Set(taken));
      for (const { outerPid } of sleeping) process.kill(outerPid);
      await scene.expectWhole(host, execution, script);
    });

    test('its time runs out while there is no controller, and it ignores TERM', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = `${noteStart}trap "" TERM; echo up; while :; do sleep 0.2; done`;
      const execution = await scene.start(host, script, { timeoutMs: 4000, graceMs: 1000 });
      await scene.untilSaid(execution);
      await scene.kill();
      await becomes(() => foreign(host), []);
      scene.goOn();
      const { outcome } = await scene.end(execution);
      expect(outcome).toMatchObject({ ...killed, by: 'timeout' });
      await scene.expectNothingLeft(host, [execution]);
    });

    test('it says nothing for too long', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const execution = await scene.start(host, `${noteStart}echo up; sleep 1000`, { idleTimeoutMs: 3000 });
      const { outcome, stdout } = await scene.end(execution);
      expect(outcome).toMatchObject({ type: 'ended', by: 'idle-timeout', exitCode: 143, signal: 'SIGTERM', survivors: [] });
      expectSame('stdout', stdout.bytes(), 'up\n');
      await scene.expectNothingLeft(host, [execution]);
    });

    test('it says more than may lie on its host', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const line = `${'0123456789'.repeat(100)}\n`;
      const script = `${noteStart}while :; do echo ${line.trim()}; done`;
      const execution = await scene.start(host, script, { spoolLimitBytes: 1 << 20 });
      const { outcome, stdout } = await scene.end(execution);
      expect(outcome).toMatchObject({ type: 'ended', by: 'output-limit', survivors: [] });
      expect(stdout.length).toBeGreaterThanOrEqual(1 << 20);
      expectBeginning('stdout', stdout.bytes(), line.repeat(Math.ceil(stdout.length / line.length)));
      await scene.expectNothingLeft(host, [execution]);
    });

    test('it leaves a process behind on purpose', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const execution = await scene.start(host, `${noteStart}setsid sleep 1234 >/dev/null 2>&1 </dev/null &\necho up`);
      const { outcome, stdout } = await scene.end(execution);
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 0, leftovers: [expect.stringMatching(/^\d+ sleep 1234/)] });
      expectSame('stdout', stdout.bytes(), 'up\n');
      await scene.until(execution, ({ cleaned }) => cleaned);
      await becomes(() => foreign(host).map((line) => line.replace(/^\d+ /, '')), ['sleep 1234']);
    });

    test('it and its children ignore TERM and leave the session, and it is cancelled', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const child = 'trap "" TERM; while :; do sleep 0.2; done';
      const script = `${noteStart}trap "" TERM\nsetsid sh -c '${child}' & sh -c '${child}' &\necho up; while :; do sleep 0.2; done`;
      const execution = await scene.start(host, script);
      await scene.untilSaid(execution);
      scene.cancel(execution);
      const { outcome } = await scene.end(execution);
      expect(outcome).toMatchObject({ ...killed, by: 'cancel' });
      await scene.expectNothingLeft(host, [execution]);
    });

    test('it is cancelled while there is no contact', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const execution = await scene.start(host, `${noteStart}echo up; sleep 1000`);
      await scene.untilSaid(execution);
      await host.reject();
      host.killSessions();
      await scene.until(execution, ({ lossesOfContact }) => lossesOfContact > 0);
      scene.cancel(execution);
      await host.heal();
      const { outcome } = await scene.end(execution);
      expect(outcome).toMatchObject({ type: 'ended', by: 'cancel', exitCode: 143, signal: 'SIGTERM', survivors: [] });
      await scene.expectNothingLeft(host, [execution]);
    });

    test('it is cancelled at the very moment it ends', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const executions: string[] = [];
      for (let phase = 0; phase < (isWhole ? 48 : 10); phase++) {
        const execution = await scene.start(host, `${noteStart}echo up; sleep 0.3; echo down; exit 4`);
        executions.push(execution);
        await scene.untilSaid(execution);
        await new Promise((resolve) => setTimeout(resolve, (phase % 12) * 60)); // the moment is the point
        scene.cancel(execution);
        const { outcome, stdout } = await scene.end(execution);
        if (outcome.type === 'exited') expect([outcome.exitCode, stdout.bytes().toString()]).toEqual([4, 'up\ndown\n']);
        else expect(outcome).toMatchObject({ type: 'ended', by: 'cancel', survivors: [] });
      }
      await scene.expectNothingLeft(host, executions);
    });

    test('there is no setsid on its host', async () => {
      const host = takeHost();
      await using scene = new Scene();
      await host.exec('rm /usr/bin/setsid; mv /usr/bin/busybox /usr/bin/busybox-away; rm -f /usr/bin/perl');
      const script = numbered({ lines: 600, gate: true });
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      host.killSessions();
      await scene.until(execution, ({ begun }) => begun >= 2);
      await scene.open(host, execution);
      await scene.expectWhole(host, execution, script);
      const endless = await scene.start(host, `${noteStart}trap "" TERM; echo up; while :; do sleep 0.2; done`);
      await scene.untilSaid(endless);
      scene.cancel(endless);
      expect((await scene.end(endless)).outcome).toMatchObject({ type: 'ended', by: 'cancel', survivors: [] });
      await scene.expectNothingLeft(host, [endless]);
    });
  });
});
