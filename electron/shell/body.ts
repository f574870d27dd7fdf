// Bodies that stream: none comes in that is too long, and whoever stops reading what goes out ends what writes it.
import { fault } from './refusal.ts';

/** The longest script twice (as JSON it may double) and room for the rest. */
export const bodyLimit = 32 * 1024 * 1024 + 64 * 1024;

export function limitBody(body: ReadableStream<Uint8Array>, limit: number): ReadableStream<Uint8Array> {
  let size = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength;
        if (size > limit) controller.error(fault(413, `a request has at most ${limit} bytes`));
        else controller.enqueue(chunk);
      },
    }),
  );
}

/**
 * The same body, pulled only as it is read. `end` is called when the reader goes away: Electron cancels the body of a
 * response without aborting the request's signal, so that the signal alone tells nothing.
 */
export function endingWithReader(body: ReadableStream<Uint8Array>, end: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel(reason) {
        end();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
