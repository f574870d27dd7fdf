// The two output streams of a server's channel, one write after the other. ssh2 1.17 keeps a stdout chunk that once waited for
// window after it was sent, and sends it again when stderr waits next: so only one of the two may wait, and its remains are
// wiped off.
import { Writable } from 'node:stream';
import type { ServerChannel } from 'ssh2';

interface Remains {
  _chunk?: Buffer | undefined;
  _chunkcb?: (() => void) | undefined;
  _chunkErr?: Buffer | undefined;
  _chunkcbErr?: (() => void) | undefined;
}

export interface ChannelStreams {
  stdout: Writable;
  stderr: Writable;
}

export function channelStreams(channel: ServerChannel): ChannelStreams {
  const waiting: { to: Writable; chunk: Buffer; done: () => void }[] = [];
  let busy = false;
  const next = () => {
    const write = busy ? undefined : waiting.shift();
    if (write === undefined) return;
    busy = true;
    write.to.write(write.chunk, () => {
      Object.assign<ServerChannel, Remains>(channel, {
        _chunk: undefined,
        _chunkcb: undefined,
        _chunkErr: undefined,
        _chunkcbErr: undefined,
      });
      busy = false;
      write.done();
      next();
    });
  };
  const streamTo = (to: Writable) =>
    new Writable({
      highWaterMark: 64 * 1024,
      write(chunk: Buffer, _encoding, done) {
        waiting.push({ to, chunk, done });
        next();
      },
    });
  return { stdout: streamTo(channel), stderr: streamTo(channel.stderr) };
}
