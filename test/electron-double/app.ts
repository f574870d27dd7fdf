// The life of the program: its places, its single instance, its end.
import { EventEmitter } from 'node:events';
import { existsSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { closeBrowser } from './browser.ts';
import { preventable } from './preventable.ts';
import { offered, onCommand, record } from './record.ts';

const places = new Map<string, string>();
let ready = false;
let lockFile: string | null = null;
// Electron's program runs until it is told to end, whether or not something is open
const alive = setInterval(() => undefined, 60_000);

class App extends EventEmitter {
  readonly isPackaged = false;

  isReady(): boolean {
    return ready;
  }

  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    ready = true;
  }

  setName(name: string): void {
    record('setName', name);
  }

  setAppUserModelId(id: string): void {
    record('setAppUserModelId', id);
  }

  getAppPath(): string {
    return path.resolve(import.meta.dirname, '../..');
  }

  setPath(name: string, place: string): void {
    if (ready) throw new Error(`app.setPath('${name}') comes too late: the program is ready`);
    if (!existsSync(place)) throw new Error(`app.setPath('${name}'): there is no folder ${place}`);
    places.set(name, place);
    record('setPath', name, place);
  }

  enableSandbox(): void {
    if (ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    record('enableSandbox');
  }

  /** The first holds a file; a later one leaves word in another and knocks. */
  requestSingleInstanceLock(): boolean {
    const folder = places.get('userData');
    if (folder === undefined) throw new Error('the stand-in has no folder of its own for userData: set it first');
    lockFile = path.join(folder, 'SingletonLock');
    const holder = existsSync(lockFile) ? Number(readFileSync(lockFile, 'utf8')) : null;
    if (holder !== null && isAlive(holder)) {
      writeFileSync(path.join(folder, 'SecondInstance'), JSON.stringify({ argv: process.argv, cwd: process.cwd() }));
      lockFile = null;
      process.kill(holder, 'SIGUSR2');
      return false;
    }
    rmSync(lockFile, { force: true });
    writeSync(openSync(lockFile, 'wx'), String(process.pid));
    process.on('SIGUSR2', () => {
      const { argv, cwd }: { argv: string[]; cwd: string } = JSON.parse(readFileSync(path.join(folder, 'SecondInstance'), 'utf8'));
      this.emit('second-instance', {}, argv, cwd);
    });
    return true;
  }

  setLoginItemSettings(settings: object): void {
    record('setLoginItemSettings', settings);
  }

  quit(): void {
    const event = preventable({});
    this.emit('before-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    record('exit', code);
    clearInterval(alive);
    if (lockFile !== null) rmSync(lockFile, { force: true });
    void closeBrowser().finally(() => process.exit(code));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const app = offered('app', new App());
onCommand('quit', () => app.quit());
