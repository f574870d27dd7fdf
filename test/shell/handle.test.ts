// What the one entrance answers: the page with its policy, operations as RPC and REST, refusals and bugs.
import { createORPCClient, isDefinedError, safe } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../shared/contract/contract.ts';
import { ask, json, type Shell, withShell } from './fixture.ts';

function clientOf(shell: Shell): ContractRouterClient<Contract> {
  return createORPCClient(new RPCLink({ url: `${shell.origin}/rpc`, headers: shell.authorized }));
}

describe('the page', () => {
  it('comes with a policy that forbids foreign and inline scripts', async () => {
    await withShell({}, async (shell) => {
      const { status, headers, text } = await ask(shell.origin, '/');
      expect({
        status,
        text,
        ...Object.fromEntries(
          ['content-type', 'cache-control', 'x-content-type-options', 'referrer-policy', 'content-security-policy'].map((name) => [
            name,
            headers[name],
          ]),
        ),
      }).toEqual({
        status: 200,
        text: '<!doctype html><title>djcron</title>',
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      });
    });
  });

  it('keeps files whose name is of their content', async () => {
    await withShell({}, async (shell) => {
      const { headers } = await ask(shell.origin, '/assets/app-1a2b.js');
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      const head = await ask(shell.origin, '/assets/app-1a2b.js', { method: 'HEAD' });
      expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '10', '']);
    });
  });
});

describe('an operation', () => {
  it('knows by which way it was called', async () => {
    await withShell({}, async (shell) => {
      const rest: { actor: string } = JSON.parse((await ask(shell.origin, '/api/v1/info', { headers: shell.authorized })).text);
      const inWindow = await shell.handle(
        new Request('djcron://app/rpc/system/info', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
        { kind: 'window' },
      );
      expect([(await clientOf(shell).system.info()).actor, rest.actor, await inWindow.text()]).toEqual([
        'ana by web',
        'ana by api',
        expect.stringContaining('ana by window'),
      ]);
    });
  });

  it('that is refused is a declared error with the refusal in it', async () => {
    await withShell({}, async (shell) => {
      const { error } = await safe(clientOf(shell).hosts.get({ name: 'web-9' }));
      expect(error !== null && isDefinedError(error) && [error.code, error.status, error.data]).toEqual([
        'MISSING',
        404,
        { code: 'DJ-HOST-UNKNOWN', what: 'there is no host web-9', where: 'web-9', remedy: 'did you mean web-1?' },
      ]);
    });
  });

  it('with a wrong input says what and where', async () => {
    await withShell({}, async (shell) => {
      const { error } = await safe(clientOf(shell).hosts.add({ name: 'a b', address: 'x', port: 22 }));
      expect(error !== null && isDefinedError(error) && [error.code, error.data]).toEqual([
        'INVALID',
        { code: 'DJ-INPUT-INVALID', what: 'a host name has letters, digits, ".", "-" and "_" only', where: 'name', remedy: '' },
      ]);
    });
  });

  it('that breaks tells an id, under which the log has the rest', async () => {
    await withShell({}, async (shell) => {
      const { error } = await safe(clientOf(shell).hosts.get({ name: 'broken' }));
      const answer = await ask(shell.origin, '/api/v1/hosts/broken', { headers: shell.authorized });
      const id = /bug (\w{8})/.exec(shell.logged[0] ?? '')?.[1];
      expect(error !== null && isDefinedError(error) && [error.code, error.data.what]).toEqual([
        'INTERNAL',
        `djcron met a bug of its own, ${id}`,
      ]);
      expect([answer.status, `${answer.text}${JSON.stringify(error)}`.includes('secret inside'), answer.text.includes('.ts')]).toEqual([
        500,
        false,
        false,
      ]);
      expect(shell.logged[0]).toContain('the secret inside of the engine');
    });
  });
});

describe('REST', () => {
  it('answers refusals as problems', async () => {
    await withShell({}, async (shell) => {
      const { status, headers, text } = await ask(shell.origin, '/api/v1/hosts/web-9', { headers: shell.authorized });
      expect([status, headers['content-type'], JSON.parse(text)]).toEqual([
        404,
        'application/problem+json',
        {
          type: 'about:blank',
          title: 'Not Found',
          status: 404,
          detail: 'there is no host web-9',
          code: 'DJ-HOST-UNKNOWN',
          where: 'web-9',
          remedy: 'did you mean web-1?',
        },
      ]);
    });
  });

  it('answers wrong inputs and unknown addresses as problems too', async () => {
    await withShell({}, async (shell) => {
      const post = json({ name: 'web-1', address: 'x', port: 70_000 }, shell.authorized);
      const wrong = await ask(shell.origin, '/api/v1/hosts', post);
      const unknown = await ask(shell.origin, '/api/v1/nothing', { headers: shell.authorized });
      const method = await ask(shell.origin, '/api/v1/info', { method: 'DELETE', headers: shell.authorized });
      expect(
        [wrong, unknown, method].map(({ status, headers, text }) => [
          status,
          headers['content-type'],
          JSON.parse(text).where,
          JSON.parse(text).detail,
        ]),
      ).toEqual([
        [422, 'application/problem+json', 'port', 'a port is 1 to 65535'],
        [404, 'application/problem+json', '', 'there is no GET /api/v1/nothing'],
        [404, 'application/problem+json', '', 'there is no DELETE /api/v1/info'],
      ]);
    });
  });

  it('reads numbers and yes or no from the query', async () => {
    await withShell({}, async (shell) => {
      const { text } = await ask(shell.origin, '/api/v1/runs?limit=7&executions=true&job=backup', { headers: shell.authorized });
      expect(JSON.parse(JSON.parse(text).detail)).toEqual({ limit: 7, executions: true, job: 'backup' });
    });
  });

  it('describes itself from the contract', async () => {
    await withShell({}, async (shell) => {
      const answer = await ask(shell.origin, '/api/v1/openapi.json', { headers: shell.authorized });
      const document = JSON.parse(answer.text);
      expect([answer.status, document.openapi, document.info.version, document.servers]).toEqual([
        200,
        '3.1.1',
        '1.2.3',
        [{ url: '/api/v1' }],
      ]);
      expect(Object.keys(document.paths)).toEqual(
        expect.arrayContaining([
          '/hosts',
          '/hosts/{name}',
          '/jobs/{job}/run',
          '/runs/{id}/output',
          '/runs/{id}/cancel',
          '/audit',
          '/events',
        ]),
      );
      expect(document.paths['/hosts'].post.responses['409'].content).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      });
      expect(document.paths['/events'].get.responses['200'].content).toHaveProperty('text/event-stream');
    });
  });
});
