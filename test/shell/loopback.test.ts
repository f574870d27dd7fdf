// The door of the loopback shell: who is let in, and what everybody else gets.
import { describe, expect, it } from 'vitest';
import { serveLoopback } from '../../electron/shell/loopback.ts';
import { ask, json, type Shell, withShell } from './fixture.ts';

const statusOf = async (shell: Shell, where: string, headers: Record<string, string>) =>
  (await ask(shell.origin, where, { headers })).status;

describe('the loopback shell', () => {
  it('gives the page to anybody and everything else to nobody without a token', async () => {
    await withShell({}, async (shell) => {
      const statuses: Record<string, number> = {};
      for (const where of [
        '/',
        '/assets/app-1a2b.js',
        '/rpc/system/info',
        '/api/v1/info',
        '/api/v1/openapi.json',
        '/api/v1/events',
        '/download/runs/r-1/web-1/stdout',
        '/metrics',
      ])
        statuses[where] = await statusOf(shell, where, {});
      expect(statuses).toEqual({
        '/': 200,
        '/assets/app-1a2b.js': 200,
        '/rpc/system/info': 401,
        '/api/v1/info': 401,
        '/api/v1/openapi.json': 401,
        '/api/v1/events': 401,
        '/download/runs/r-1/web-1/stdout': 401,
        '/metrics': 401,
      });
    });
  });

  it('takes the token as a bearer and nothing that resembles it', async () => {
    await withShell({}, async (shell) => {
      const wrong = [`Bearer ${shell.token}x`, `Bearer ${shell.token.slice(1)}`, `Basic ${shell.token}`, 'Bearer', shell.token];
      expect(await statusOf(shell, '/api/v1/info', shell.authorized)).toBe(200);
      expect(await Promise.all(wrong.map((authorization) => statusOf(shell, '/api/v1/info', { authorization })))).toEqual(
        wrong.map(() => 401),
      );
      expect(await statusOf(shell, `/api/v1/info?token=${shell.token}`, {})).toBe(401);
      expect((await ask(shell.origin, '/api/v1/info')).text).toBe('');
    });
  });

  it('trades the token for a cookie of its own', async () => {
    await withShell({}, async (shell) => {
      const refused = await ask(shell.origin, '/session', json({ token: 'no' }));
      expect([refused.status, refused.headers['set-cookie']]).toEqual([401, undefined]);
      const opened = await ask(shell.origin, '/session', json({ token: shell.token }));
      const [cookie = ''] = opened.headers['set-cookie'] ?? [];
      expect([opened.status, cookie.replace(/=[\w-]{43};/, '=ID;')]).toEqual([
        204,
        `djcron-${shell.port}=ID; Path=/; HttpOnly; SameSite=Strict`,
      ]);
      expect(cookie).not.toContain(shell.token);
      const [pair = ''] = cookie.split(';');
      expect(await statusOf(shell, '/api/v1/info', { cookie: `other=1; ${pair}` })).toBe(200);
      expect(await statusOf(shell, '/api/v1/info', { cookie: `djcron-${shell.port}=${shell.token}` })).toBe(401);
      expect(await statusOf(shell, '/api/v1/info', { cookie: pair.replace(String(shell.port), '1') })).toBe(401);
    });
  });

  it('refuses names that are not its own, as a rebound DNS name would be', async () => {
    await withShell({}, async (shell) => {
      const hosts = {
        [`127.0.0.1:${shell.port}`]: 200,
        [`localhost:${shell.port}`]: 200,
        [`LOCALHOST:${shell.port}`]: 200,
        [`[::1]:${shell.port}`]: 200,
      };
      const foreign = {
        [`evil.example:${shell.port}`]: 403,
        'localhost:1': 403,
        localhost: 403,
        '127.0.0.1': 403,
        [`localhost.evil.example:${shell.port}`]: 403,
      };
      for (const [host, status] of Object.entries({ ...hosts, ...foreign })) {
        expect([host, await statusOf(shell, '/api/v1/info', { ...shell.authorized, host })]).toEqual([host, status]);
      }
      expect(await statusOf(shell, '/', { host: `evil.example:${shell.port}` })).toBe(403);
    });
  });

  it('refuses pages of other origins, even with the right cookie or token', async () => {
    await withShell({}, async (shell) => {
      const host = `127.0.0.1:${shell.port}`;
      const own = { ...shell.authorized, host };
      expect(await statusOf(shell, '/api/v1/info', { ...own, origin: shell.origin, 'sec-fetch-site': 'same-origin' })).toBe(200);
      const foreign: Record<string, string>[] = [
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { origin: `http://localhost:${shell.port}` },
        { origin: `https://${host}` },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      ];
      for (const headers of foreign) {
        expect([headers, await statusOf(shell, '/api/v1/info', { ...own, ...headers })]).toEqual([headers, 403]);
      }
      const stolen = await ask(shell.origin, '/session', json({ token: shell.token }, { origin: 'http://evil.example' }));
      expect([stolen.status, stolen.headers['set-cookie']]).toEqual([403, undefined]);
    });
  });

  it('lets a link to the page be followed from anywhere, and nothing embed it', async () => {
    await withShell({}, async (shell) => {
      const cross = { 'sec-fetch-site': 'cross-site' };
      expect(await statusOf(shell, '/', { ...cross, 'sec-fetch-mode': 'navigate' })).toBe(200);
      expect(await statusOf(shell, '/assets/app-1a2b.js', { ...cross, 'sec-fetch-mode': 'no-cors' })).toBe(403);
    });
  });

  it('answers no preflight: there are no headers for other origins', async () => {
    await withShell({}, async (shell) => {
      const asked = { origin: 'http://evil.example', 'access-control-request-method': 'POST' };
      const answer = await ask(shell.origin, '/rpc/system/info', { method: 'OPTIONS', headers: asked });
      expect([answer.status, Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))]).toEqual([403, []]);
    });
  });

  it('takes JSON only, and no more of it than a script can need', async () => {
    await withShell({}, async (shell) => {
      const post = (headers: Record<string, string>, body: string | Buffer) =>
        ask(shell.origin, '/api/v1/hosts/facts', { method: 'POST', headers: { ...shell.authorized, ...headers }, body });
      const form = await post({ 'content-type': 'application/x-www-form-urlencoded' }, 'target=x');
      const none = await post({}, '{"target":"x"}');
      const broken = await post({ 'content-type': 'application/json' }, '{"target":');
      const told = await post({ 'content-type': 'application/json' }, Buffer.alloc(33 * 1024 * 1024, 'x'));
      const fine = await post({ 'content-type': 'application/json' }, JSON.stringify({ target: 'x'.repeat(17_000_000) }));
      expect([form.status, none.status, broken.status, told.status, fine.status]).toEqual([415, 415, 400, 413, 200]);
    });
  });

  it('cuts a body off that does not say how long it is', async () => {
    await withShell({}, async (shell) => {
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024).fill(120)),
      });
      const headers = { ...shell.authorized, 'content-type': 'application/json' };
      // whether the answer still reaches a client that goes on sending is up to the network; that it ends is not
      const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body: endless, duplex: 'half' };
      const status = await fetch(`${shell.origin}/api/v1/hosts/facts`, init).then(
        (response) => response.status,
        () => 'connection closed',
      );
      expect([413, 'connection closed']).toContain(status);
    });
  });

  it('gives no file outside the page', async () => {
    await withShell({}, async (shell) => {
      const disguises = [
        '/../secret.txt',
        '/assets/../../secret.txt',
        '/%2e%2e/secret.txt',
        '/..%2fsecret.txt',
        '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
        '/..%5csecret.txt',
        '//secret.txt',
        '/%00',
        '/%ff',
        '/assets',
        '/assets/',
      ];
      const answers = await Promise.all(disguises.map((where) => ask(shell.origin, where)));
      expect(answers.map(({ status, text }) => [status, text.includes('not yours')])).toEqual(disguises.map(() => [404, false]));
    });
  });

  it('says under which port it cannot listen, and what to do', async () => {
    await withShell({}, async (shell) => {
      await expect(serveLoopback({ handle: shell.handle, port: shell.port })).rejects.toMatchObject({
        refusal: { code: 'DJ-PORT-TAKEN', where: `127.0.0.1:${shell.port}`, remedy: expect.stringContaining('--port') },
      });
    });
  });
});
