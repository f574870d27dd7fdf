import { describe, test } from 'vitest';
import { describeInLab, useLab } from '../support/lab/in-lab.ts';
import { isWhole, wholeTest } from './extent.ts';
import { numbered } from './generators.ts';
import { becomes, foreign, Scene } from './scene.ts';
import { openSlowPath } from './slow-path.ts';

/** About six seconds, with output all the time. */
const steady = () => numbered({ lines: 1200, restS: 0.5 });
/** Stops after half of its lines until it is let go on. */
const gated = () => numbered({ lines: 1200, gate: true });

describeInLab('a run goes on', () => {
  const { takeHost } = useLab(isWhole ? 17 : 11);

  describe.concurrent('when', () => {
    test('the controller is killed twice in the middle of it', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = gated();
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      await scene.kill();
      scene.goOn();
      await scene.until(execution, ({ begun }) => begun >= 2);
      await scene.kill();
      await scene.open(host, execution);
      scene.goOn();
      await scene.expectWhole(host, execution, script);
    });

    test('the controller is closed, and it ends meanwhile', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = gated();
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      await scene.close();
      await scene.open(host, execution);
      await becomes(() => foreign(host), []);
      scene.goOn();
      await scene.expectWhole(host, execution, script);
    });

    test('the network drops every packet, and it ends meanwhile', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = gated();
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      await host.drop();
      await scene.open(host, execution);
      await scene.until(execution, ({ lossesOfContact }) => lossesOfContact > 0);
      await host.heal();
      await scene.expectWhole(host, execution, script);
    });

    test('the host hears nothing but is heard', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = gated();
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      await host.dropIn();
      await scene.until(execution, ({ lossesOfContact }) => lossesOfContact > 0);
      await scene.open(host, execution);
      await host.heal();
      await scene.expectWhole(host, execution, script);
    });

    test('the cable is pulled again and again', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = steady();
      const execution = await scene.start(host, script.script);
      for (let said = 1; said < script.stdout.length; said += script.stdout.length / 4) {
        await scene.untilSaid(execution, said);
        await host.cut();
        await host.exec('sleep 2'); // how long a hand needs
        await host.heal();
      }
      await scene.expectWhole(host, execution, script);
    });

    test('the port is refused for a while', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = steady();
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      await host.reject();
      await scene.until(execution, ({ lossesOfContact }) => lossesOfContact > 0);
      await host.exec('sleep 2'); // some attempts are refused
      await host.heal();
      await scene.expectWhole(host, execution, script);
    });

    test('sshd is started anew and every session killed', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = steady();
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      await host.restartSshd();
      host.killSessions();
      await scene.until(execution, ({ lossesOfContact, begun }) => lossesOfContact > 0 && begun >= 2);
      host.killSessions();
      await scene.expectWhole(host, execution, script);
    });

    test('sessions die under output that never rests', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = numbered({ lines: 40_000 });
      const execution = await scene.start(host, script.script);
      for (const part of [0.1, 0.3, 0.5]) {
        const { outcome } = await scene.until(execution, (entry) => entry.outcome !== null || entry.stdout.length > part * 2e6);
        if (outcome === null) host.killSessions();
      }
      await scene.expectWhole(host, execution, script);
    });

    test('the controller sleeps while its connection dies', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = gated();
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      scene.controller.suspend();
      host.killSessions();
      await scene.open(host, execution);
      await becomes(() => foreign(host), []);
      scene.controller.wake();
      await scene.expectWhole(host, execution, script);
    });

    test('contact is lost again and again, and what sends its output does not pile up', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = gated();
      const execution = await scene.start(host, script.script);
      await scene.untilSaid(execution);
      const before = foreign(host).length;
      for (let round = 2; round < 6; round++) {
        await scene.kill();
        scene.goOn();
        await scene.until(execution, ({ begun }) => begun >= round);
      }
      // one that sends, and sleeps of those that wait, may be there beyond what was there at first; four times as many may not
      await becomes(() => (foreign(host).length <= before + 3 ? [] : foreign(host)), []);
      await scene.open(host, execution);
      await scene.expectWhole(host, execution, script);
    });

    test('its start is sent again after the controller was killed at any moment of it', async () => {
      const host = takeHost();
      await using scene = new Scene();
      const script = numbered({ lines: 200 });
      for (let phase = 0; phase < (isWhole ? 40 : 8); phase++) {
        const execution = await scene.start(host, script.script);
        await new Promise((resolve) => setTimeout(resolve, phase * 60)); // the moment is the point
        await scene.kill();
        scene.goOn();
        await scene.expectWhole(host, execution, script);
      }
    });

    wholeTest('a fifth of all packets is lost', async () => {
      const host = takeHost();
      await using scene = new Scene();
      await host.loss(20);
      const script = steady();
      const connection = host.connection({ connectTimeoutMs: 180_000 });
      const execution = await scene.start(host, script.script, { connection });
      await scene.expectWhole(host, execution, script);
    });

    wholeTest('the line is slow', async () => {
      const host = takeHost();
      await using scene = new Scene();
      await host.rate('1mbit');
      const script = numbered({ lines: 20_000 });
      const execution = await scene.start(host, script.script);
      await scene.expectWhole(host, execution, script);
    });

    wholeTest('every answer takes 300 ms', async () => {
      const host = takeHost();
      await using scene = new Scene();
      await using path = await openSlowPath(host.address, 300);
      const script = steady();
      const connection = host.connection({ address: path.address, port: path.port });
      const execution = await scene.start(host, script.script, { connection });
      await scene.expectWhole(host, execution, script);
    });

    wholeTest('the way to its jump host breaks', async () => {
      const [host, jump] = [takeHost(), takeHost()];
      await using scene = new Scene();
      const script = steady();
      const execution = await scene.start(host, script.script, { connection: host.connection({ jump: jump.connection() }) });
      await scene.untilSaid(execution);
      jump.killSessions();
      await scene.expectWhole(host, execution, script);
    });
  });
});
