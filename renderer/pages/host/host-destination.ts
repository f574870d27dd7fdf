// Reads what people have at hand for a host: `user@host:2222`, `[fe80::1]:22`, or a whole ssh command line. Pure.

export interface Destination {
  address: string;
  user?: string;
  port?: number;
  identity?: string;
  jump?: string;
}

/** Null when the text is a plain address and there is nothing to take apart. */
export function readDestination(text: string): Destination | null {
  const trimmed = text.trim();
  if (/^ssh\s/.test(trimmed)) return readCommand(trimmed.split(/\s+/).slice(1));
  const found = splitHost(trimmed.replace(/^ssh:\/\//, '').replace(/\/$/, ''));
  return found.user === undefined && found.port === undefined ? null : found;
}

function readCommand(words: readonly string[]): Destination | null {
  const options: Partial<Destination> = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const [, letter, attached] = /^-([a-zA-Z])(.*)$/.exec(word) ?? [];
    if (letter === undefined) {
      const host = splitHost(word);
      return host.address === '' ? null : { ...options, ...host };
    }
    if (!'plJiobBcDEeFILmOQRSWw'.includes(letter)) continue; // a switch without a value
    const value = attached || words[++i] || '';
    if (letter === 'p') options.port = Number(value);
    else if (letter === 'l') options.user = value;
    else if (letter === 'i') options.identity = value;
    else if (letter === 'J') options.jump = splitHost(value.split(',')[0] ?? '').address;
  }
  return null;
}

function splitHost(text: string): Destination {
  const at = text.lastIndexOf('@');
  const user = at > 0 ? { user: text.slice(0, at) } : {};
  const rest = text.slice(at + 1);
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(rest);
  const plain = /^([^:]+):(\d+)$/.exec(rest);
  const [, address = rest, port] = bracketed ?? plain ?? [];
  return { ...user, address, ...(port !== undefined && { port: Number(port) }) };
}
