import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { LabHost } from '../support/lab/host.ts';
import { describeInLab, useLab } from '../support/lab/in-lab.ts';
import { createRandom, type Random } from '../support/random.ts';
import { isWhole, mixMs, seed } from './extent.ts';
import { type Generator, numbered } from './generators.ts';
import { expectBeginning, expectSame, Scene, startsOf } from './scene.ts';

/** Executions that are alive on each host at a time. */
const crowd = 2;

interface Fate {
  host: LabHost;
  generator: Generator;
  cancelled: boolean;
  /** its host was off in its time */
  off: boolean;
}

describeInLab('faults in a mix of chance', () => {
  const { lab } = useLab(isWhole ? 6 : 3);

  test(
    `for ${mixMs / 1000} s leave every execution with one start, one end and its own bytes (DJCRON_FAULTS_SEED=${seed})`,
    async () => {
      await using scene = new Scene();
      const fates = new Map<string, Fate>();
      const story: string[] = [];
      const until = Date.now() + mixMs;
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)); // the moments are the point
      const openOn = (host: LabHost) => [...fates].filter(([id, fate]) => fate.host === host && scene.journal.of(id).outcome === null);

      const fill = async (host: LabHost, random: Random) => {
        while (openOn(host).length < crowd) {
          const generator = numbered({ lines: 200 + random.below(1800), restS: random.pick([0, 0.1, 0.5]), exitCode: random.below(8) });
          const execution = `e-${randomUUID()}`;
          fates.set(execution, { host, generator, cancelled: false, off: false });
          await scene.start(host, generator.script, { execution });
        }
      };
      const partition = (how: 'drop' | 'dropIn' | 'cut' | 'reject') => async (host: LabHost, random: Random) => {
        await host[how]();
        await pause(500 + random.below(random.number() < 0.2 ? 25_000 : 5000));
        await host.heal();
      };
      const goesOff = (how: 'reboot' | 'powerCut') => async (host: LabHost, random: Random) => {
        for (const [, fate] of openOn(host)) fate.off = true;
        await host[how]();
        if (how === 'reboot') return;
        await pause(random.below(3000));
        await host.boot();
      };
      const hostFaults: Record<string, (host: LabHost, random: Random) => Promise<void> | void> = {
        drop: partition('drop'),
        'drop in': partition('dropIn'),
        cut: partition('cut'),
        reject: partition('reject'),
        'sshd restarted': (host) => host.restartSshd(),
        'sessions killed': (host) => host.killSessions(),
        reboot: goesOff('reboot'),
        'power cut': goesOff('powerCut'),
        cancel: (host, random) => {
          const [execution, fate] = random.pick(openOn(host));
          fate.cancelled = true;
          scene.cancel(execution);
        },
      };
      const controllerFaults: Record<string, (random: Random) => Promise<void>> = {
        'controller killed': async (random) => {
          await scene.kill();
          await pause(random.below(2000));
          scene.goOn();
        },
        'controller asleep': async (random) => {
          const { controller } = scene;
          controller.suspend();
          await pause(random.below(3000));
          controller.wake();
        },
      };
      const troubleHost = async (host: LabHost, random: Random) => {
        while (Date.now() < until) {
          await fill(host, random);
          await pause(random.below(4000));
          if (openOn(host).length === 0) continue;
          const name = random.pick(Object.keys(hostFaults));
          story.push(`${host.name} ${name}`);
          await hostFaults[name]?.(host, random);
        }
      };
      const troubleController = async (random: Random) => {
        while (Date.now() < until) {
          await pause(1000 + random.below(6000));
          const name = random.pick(Object.keys(controllerFaults));
          story.push(name);
          await controllerFaults[name]?.(random);
        }
      };
      await Promise.all([
        troubleController(createRandom(seed)),
        ...lab().hosts.map((host, i) => troubleHost(host, createRandom(seed + 1 + i))),
      ]);
      console.log(`seed ${seed}: ${story.length} faults over ${fates.size} executions\n${story.join(', ')}`);

      const ends = new Map<string, number>();
      for (const [execution, { host, generator, cancelled, off }] of fates) {
        const { outcome, stdout, stderr } = await scene.end(execution);
        const told = `${execution} on ${host.name}: ${JSON.stringify(outcome)}`;
        ends.set(outcome.type, (ends.get(outcome.type) ?? 0) + 1);
        const starts = startsOf(host, execution);
        if (outcome.type === 'exited') {
          expect([outcome.exitCode, starts], told).toEqual([generator.exitCode, 1]);
          expectSame(`stdout of ${told}`, stdout.bytes(), generator.stdout);
          expectSame(`stderr of ${told}`, stderr.bytes(), generator.stderr);
          continue;
        }
        expect(starts, told).toBeLessThanOrEqual(1);
        expectBeginning(`stdout of ${told}`, stdout.bytes(), generator.stdout);
        expectBeginning(`stderr of ${told}`, stderr.bytes(), generator.stderr);
        if (outcome.type === 'ended') expect([outcome.by, cancelled, outcome.survivors], told).toEqual(['cancel', true, []]);
        else if (outcome.type === 'lost') expect([outcome.reason, off], told).toEqual(['rebooted', true]);
        else expect([outcome.type, starts], told).toEqual(['unreachable', 0]);
      }
      console.log([...ends].map(([type, count]) => `${count} ${type}`).join(', '));
      for (const host of lab().hosts) {
        await scene.expectNothingLeft(
          host,
          [...fates].filter(([id, fate]) => fate.host === host && scene.journal.of(id).outcome?.type !== 'unreachable').map(([id]) => id),
        );
      }
    },
    mixMs + 600_000,
  );
});
