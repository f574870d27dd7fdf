// The operations as REST with their OpenAPI description, both from the contract. Loaded at the first request under
// /api/v1: djcron's own page and command line do without.
import { OpenAPIGenerator } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import type { Router } from '@orpc/server';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '../../shared/contract/contract.ts';
import { refusalCodes } from '../../shared/errors.ts';
import type { Caller } from '../core/ports.ts';
import { problemOf } from './refusal.ts';
import type { Refusing } from './refusing.ts';

const prefix = '/api/v1';

export interface Rest {
  /** Null when no operation has this address. */
  handle(request: Request, caller: Caller): Promise<Response | null>;
  describe(version: string): Promise<object>;
}

export function createRest(router: Router<typeof contract, { caller: Caller }>, refusing: Refusing): Rest {
  const handler = new OpenAPIHandler(router, { clientInterceptors: [refusing], customErrorResponseBodyEncoder: problemOf });
  let description: Promise<object> | null = null;
  return {
    async handle(request, caller) {
      const { matched, response } = await handler.handle(request, { prefix, context: { caller } });
      if (!matched) return null;
      if (response.status >= 400) response.headers.set('content-type', 'application/problem+json');
      return response;
    },
    describe(version) {
      description ??= describe(version);
      return description;
    },
  };
}

const problemSchema = {
  type: 'object' as const,
  properties: {
    type: { type: 'string' as const },
    title: { type: 'string' as const },
    status: { type: 'integer' as const },
    detail: { type: 'string' as const, description: 'what is wrong, on one line' },
    code: { type: 'string' as const, enum: refusalCodes, description: 'stable: the only part to decide by' },
    where: { type: 'string' as const },
    remedy: { type: 'string' as const },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'where', 'remedy'],
};

async function describe(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: { title: 'djcron', version, description: 'Runs scripts over SSH on many hosts and keeps what they said.' },
    servers: [{ url: prefix }],
    security: [{ token: [] }, { session: [] }],
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'the token that `djcron serve` prints' },
        session: { type: 'apiKey', in: 'cookie', name: 'djcron-PORT' },
      },
    },
    customErrorResponseBodySchema: () => ({ $ref: '#/components/schemas/Problem' }),
  });
  return withProblems(document);
}

/** The generator calls every body application/json; errors are application/problem+json. */
function withProblems(document: object): object {
  return JSON.parse(
    JSON.stringify(document).replaceAll(
      '{"application/json":{"schema":{"$ref":"#/components/schemas/Problem"}}}',
      '{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}',
    ),
  );
}
