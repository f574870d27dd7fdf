// Finding while the run goes on: what comes is found as it comes, in whichever attempt, until nobody listens.
import { describe, expect, test } from 'vitest';
import { withCore } from '../../support/core.ts';
import { findAll, hear, nothingHeard, writingRun } from './written.ts';

const text = (value: string) => new TextEncoder().encode(value);

describe('finding while the run goes on', () => {
  test('tells what comes as it comes, a line when it is whole, and ends with the run', () =>
    withCore(async (core) => {
      const run = await writingRun(core);
      await run.write('stdout', text('one error\ntwo err'));
      const heard = nothingHeard();
      const events = (await core.client.runs.find({ id: run.id, pattern: 'error$', regex: true }))[Symbol.asyncIterator]();
      const next = async () => {
        const { done, value } = await events.next();
        if (!done) hear(heard, value);
        return done !== true;
      };
      const settled = async () => {
        do await next();
        while (heard.progress?.complete !== true);
        heard.progress = null;
      };
      await settled();
      expect(heard.hits.map(({ n }) => n)).toEqual([1]);
      await run.write('stdout', text('or'));
      await run.write('stdout', text('\nthree errors\nlast error'));
      core.clock.advance(1000); // sizes are told ten times a second
      while (heard.hits.length < 2) await next();
      expect(heard.hits.map(({ n, text: shown }) => [n, shown])).toEqual([
        [1, 'one error'],
        [2, 'two error'],
      ]);
      await run.finish();
      core.clock.advance(1000);
      while (await next());
      expect(heard.hits.map(({ n }) => n)).toEqual([1, 2, 4]);
      expect(heard.progress).toMatchObject({ lines: 3, told: 3, complete: true, searched: 43, total: 43 });
    }));

  test('goes on in the next attempt of a host, and tells which attempt a line is of', () =>
    withCore(async (core) => {
      await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
      await core.client.jobs.apply({
        yaml: 'apiVersion: djcron/v1\nkind: Job\nname: again\nscript: { text: x }\ntargets: a\npolicies: { retries: { limit: 1, delay: 1s, on: [failed] } }\n',
      });
      const { id } = await core.client.runs.start({ job: 'again' });
      const live = findAll(core, id, { pattern: 'hit' });
      for (const [attempt, exitCode] of [
        [1, 1],
        [2, 0],
      ] as const) {
        const execution = `${id}.0.${attempt}`;
        const at = core.clock.now();
        await core.runner.tell({ type: 'started', execution, at, pid: 1, hostKey: 'k' });
        await core.runner.tell({ type: 'output', execution, at, stream: 'stdout', offset: 0, bytes: text(`no\nhit ${attempt}\n`) });
        await core.runner.tell({ type: 'finished', execution, at, hostKey: null, outcome: { type: 'exited', exitCode, leftovers: [] } });
        core.clock.advance(2000);
      }
      const { hits, counts } = await live;
      expect(hits.map(({ attempt, n, text: shown }) => [attempt, n, shown])).toEqual([
        [1, 2, 'hit 1'],
        [2, 2, 'hit 2'],
      ]);
      expect(counts).toEqual([
        { host: 'a', attempt: 1, lines: 1 },
        { host: 'a', attempt: 2, lines: 1 },
      ]);
      const after = await findAll(core, id, { pattern: 'hit', after: { host: 'a', attempt: 1, n: 2 } });
      expect(after.hits.map(({ attempt }) => attempt)).toEqual([2]);
    }));

  test('ends when nobody listens any more', () =>
    withCore(async (core) => {
      const run = await writingRun(core);
      await run.write('stdout', text('one\n'));
      const gone = new AbortController();
      const events = (await core.client.runs.find({ id: run.id, pattern: 'one' }, { signal: gone.signal }))[Symbol.asyncIterator]();
      for (let complete = false; !complete; ) {
        const { done, value } = await events.next();
        complete = done !== true && value.type === 'progress' && value.complete;
      }
      const waiting = events.next();
      gone.abort();
      await waiting.catch(() => {});
      await events.return?.();
    }));
});
