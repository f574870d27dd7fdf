// What a command that follows a run says of hosts it has no contact to.
import { expect, test } from 'vitest';
import { start } from './terminal.ts';
import { ordered, withHosts } from './told-hosts.ts';

test('says when contact is lost, and when it is there again', () =>
  withHosts(['a-1', 'a-2', 'a-3'], async (core, hosts) => {
    const exec = start(['exec', '-t', 'a-[1-3]', '--', 'x'], { client: core.client });
    await ordered(core, 3);
    for (const i of [0, 1, 2]) await hosts.started(i);
    await hosts.losesContact(0, 'the connection to a-1 was lost');
    await expect.poll(exec.stderr).toBe('a-1: no contact: the connection to a-1 was lost; its script goes on there\n');
    await hosts.started(0);
    core.clock.advance(200);
    await expect.poll(exec.stderr).toMatch(/\na-1: in contact again\n$/);
    await Promise.all([0, 1, 2].map((i) => hosts.losesContact(i, `the connection to a-${i + 1} was lost`)));
    await expect.poll(exec.stderr).toMatch(/\na-\[1-3\]: no contact; their scripts go on there\n$/);
    for (const i of [0, 1, 2]) await hosts.exits(i, 0);
    const { code, stderr } = await exec.ended;
    expect([code, stderr.match(/^.*in contact again$/gm)?.at(-1)]).toEqual([0, expect.stringContaining('a-')]);
  }));

test('with -q says which hosts never ran it, and of a script that failed only its exit code', () =>
  withHosts(['a-1', 'a-2'], async (core, hosts) => {
    const exec = start(['exec', '-q', '-t', 'a-[1-2]', '--', 'x'], { client: core.client });
    await ordered(core, 2);
    await hosts.started(0);
    await hosts.exits(0, 3);
    await core.runner.tell({
      type: 'finished',
      execution: core.runner.starts()[1]?.execution ?? '',
      at: core.clock.now(),
      hostKey: null,
      outcome: { type: 'unreachable', cause: 'a-2 does not answer', remedy: 'look whether it is up' },
    });
    core.clock.advance(200);
    const { stderr } = await exec.ended;
    expect(stderr).toMatch(/^a-2: unreachable: a-2 does not answer[^\n]*\n$/);
  }));
