// What the program asked of Electron, in order, and the orders a test gives in the place of a user. Both cross the channel
// of the child process; without one (started by hand) nobody listens.

/** name of the call and what it was given */
export type Entry = readonly [what: string, ...details: unknown[]];
/** From the test to the stand-in. */
export interface Command {
  id: number;
  name: string;
  args: unknown[];
}
/** From the stand-in to the test. */
export type Report =
  | { type: 'entry'; entry: Entry }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'failure'; id: number; message: string };

const commands = new Map<string, (...args: unknown[]) => unknown>();

export function record(...entry: Entry): void {
  send({ type: 'entry', entry });
}

/** Lets a test give this order. */
export function onCommand(name: string, act: (...args: unknown[]) => unknown): void {
  commands.set(name, act);
}

/** An object whose other properties can be neither read nor written. */
export function offered<T extends object>(name: string, object: T): T {
  const missing = (key: string | symbol) => new Error(`electron.${name}.${String(key)} is not offered by the stand-in`);
  return new Proxy(object, {
    get(target, key, receiver) {
      if (typeof key === 'string' && !(key in target)) throw missing(key);
      return Reflect.get(target, key, receiver);
    },
    set(target, key, value, receiver) {
      if (typeof key === 'string' && !(key in target)) throw missing(key);
      return Reflect.set(target, key, value, receiver);
    },
  });
}

function send(report: Report): void {
  process.send?.(report);
}

async function obey({ id, name, args }: Command): Promise<void> {
  try {
    const act = commands.get(name);
    if (act === undefined) throw new Error(`the stand-in knows no order "${name}"`);
    send({ type: 'answer', id, value: (await act(...args)) ?? null });
  } catch (error) {
    send({ type: 'failure', id, message: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (command: Command) => void obey(command));
