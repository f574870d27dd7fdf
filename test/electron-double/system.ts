// What belongs to the machine: theme, screens, power, permissions, the user's browser.
import { EventEmitter } from 'node:events';
import { offered, onCommand, record } from './record.ts';

type Theme = 'system' | 'light' | 'dark';
let theme: Theme = 'system';

export const nativeTheme = offered('nativeTheme', {
  get themeSource(): Theme {
    return theme;
  },
  set themeSource(source: Theme) {
    if (source !== theme) record('themeSource', source);
    theme = source;
  },
  get shouldUseDarkColors(): boolean {
    return theme === 'dark';
  },
});

/** For a new page: null leaves the choice to the browser. */
export function colourScheme(): 'light' | 'dark' | null {
  return theme === 'system' ? null : theme;
}

const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1050 },
  scaleFactor: 1,
};
export const screen = offered('screen', { getPrimaryDisplay: () => display, getAllDisplays: () => [display] });

class PowerMonitor extends EventEmitter {}
export const powerMonitor = offered('powerMonitor', new PowerMonitor());
onCommand('power', (event) => powerMonitor.emit(String(event)));

let blockers = 0;
export const powerSaveBlocker = offered('powerSaveBlocker', {
  start(type: string): number {
    blockers += 1;
    record('powerSaveBlocker.start', type);
    return blockers;
  },
  stop(id: number): void {
    record('powerSaveBlocker.stop', id);
  },
});

type Asked = (contents: null, permission: string, answer: (granted: boolean) => void) => void;
type Checked = (contents: null, permission: string) => boolean;
let asked: Asked | null = null;
let checked: Checked | null = null;
export const session = offered('session', {
  defaultSession: offered('session.defaultSession', {
    setPermissionRequestHandler(handler: Asked): void {
      asked = handler;
    },
    setPermissionCheckHandler(handler: Checked): void {
      checked = handler;
    },
  }),
});
/** What the program would answer; Electron grants everything to a program that says nothing. */
onCommand('permission', async (name) => ({
  request: await new Promise<boolean>((resolve) => (asked === null ? resolve(true) : asked(null, String(name), resolve))),
  check: checked === null ? true : checked(null, String(name)),
}));

export const shell = offered('shell', {
  async openExternal(url: string): Promise<void> {
    record('openExternal', url);
  },
});

interface Bitmap {
  width: number;
  height: number;
}
function image(bytes: Buffer, { width, height }: Bitmap) {
  if (bytes.length !== width * height * 4)
    throw new Error(`a bitmap of ${width}×${height} has ${width * height * 4} bytes, not ${bytes.length}`);
  const own = {
    bytes,
    addRepresentation({ buffer, ...size }: Bitmap & { buffer: Buffer; scaleFactor: number }): void {
      image(buffer, size);
    },
  };
  return offered('NativeImage', own);
}
export type Image = ReturnType<typeof image>;
export const nativeImage = offered('nativeImage', { createFromBitmap: image });
