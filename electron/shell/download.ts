// One stream of one host as a file: the very bytes, read window by window only as fast as they are taken.
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/contract/contract.ts';

type Client = ContractRouterClient<Contract>;
type Window = Awaited<ReturnType<Client['runs']['bytes']>>;

const windowBytes = 1_048_576;

/** Null when the address names no stream. Throws what `runs.bytes` throws. A running execution gives what there is. */
export async function download(client: Client, pathname: string): Promise<Response | null> {
  const match = /^\/download\/runs\/([^/]+)\/([^/]+)\/(stdout|stderr)$/.exec(pathname);
  if (match === null) return null;
  const [id = '', host = ''] = match.slice(1).map(decodeURIComponent);
  const stream = match[3] === 'stderr' ? 'stderr' : 'stdout';
  const read = (offset: number) => client.runs.bytes({ id, host, stream, offset, length: windowBytes });
  const first = await read(0);
  return new Response(streamOf(first, read), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${`${id}.${host}.${stream}`.replace(/[^A-Za-z0-9._-]/g, '_')}"`,
    },
  });
}

function streamOf(first: Window, read: (offset: number) => Promise<Window>): ReadableStream<Uint8Array> {
  let window: Window | null = first;
  let next = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { base64, offset, total } = window ?? (await read(next));
        window = null;
        const bytes = Buffer.from(base64, 'base64');
        next = offset + bytes.byteLength;
        if (bytes.byteLength > 0) controller.enqueue(bytes);
        if (bytes.byteLength === 0 || next >= total) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
