// The window, the tray and the notices as Electron draws them. What they show is decided elsewhere; what the page may do
// is decided here: nothing but to ask for djcron://app.
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  type MenuItemConstructorOptions,
  Notification,
  nativeImage,
  nativeTheme,
  powerSaveBlocker,
  screen,
  session,
  shell,
  Tray,
  type WebContents,
} from 'electron';
import { drawIcon } from './icon.ts';
import { setAutostart } from './login.ts';
import type { Question } from './notice.ts';
import type { TrayAction, TrayEntry, TrayShape } from './tray.ts';
import type { Surface } from './watch.ts';
import { fitWindow, readWindowState, smallest, writeWindowState } from './window-state.ts';

export const scheme = 'djcron';
export const pageOrigin = `${scheme}://app`;

export interface DesktopOptions {
  /** where the window's place is kept */
  stateFile: string;
  /** program and arguments that start djcron again, in the tray */
  startCommand: readonly string[];
  /** the user wants the window closed; it stays until somebody hides it or ends the program */
  onClose: () => void;
  onQuit: () => void;
  /** all schedules are to be paused, or to go on */
  onPause: (action: Extract<TrayAction, { type: 'pause' | 'resume' }>) => void;
  /** somebody looks at the page */
  onSeen: () => void;
}

export interface Desktop extends Surface {
  /** Brings the window up, at a place of the page (what follows `#`) or where it was. */
  show(place?: string): void;
  hide(): void;
  /** Gives the index of the button that was pressed. */
  ask(question: Question): Promise<number>;
  /** Keeps the window's place; to be called before the program ends. */
  close(): void;
}

export function createDesktop(options: DesktopOptions): Desktop {
  guardSession();
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu()));
  const tray = new Tray(iconOf('idle'));
  const notices = new Set<Notification>();
  let window: BrowserWindow | null = null;
  let blocker: number | null = null;

  const desktop: Desktop = {
    show(place) {
      if (window === null || window.isDestroyed()) {
        window = openWindow(options);
        void window.loadURL(`${pageOrigin}/#${place ?? '/'}`);
      } else if (place) {
        void window.loadURL(`${pageOrigin}/#${place}`);
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      options.onSeen();
    },
    hide() {
      keepPlace();
      window?.hide();
    },
    async ask(question) {
      const box = { type: 'question' as const, title: 'djcron', noLink: true, ...question };
      const { response } = await (window?.isVisible() ? dialog.showMessageBox(window, box) : dialog.showMessageBox(box));
      return response;
    },
    showTray(model) {
      const act = (action: TrayAction) => {
        if (action.type === 'quit') options.onQuit();
        else if (action.type === 'open') desktop.show(action.place);
        else options.onPause(action);
      };
      tray.setImage(iconOf(model.shape));
      tray.setToolTip(model.tooltip);
      tray.setContextMenu(Menu.buildFromTemplate(model.entries.map((entry) => menuItem(entry, act))));
    },
    notify({ title, body, place }) {
      const notice = new Notification({ title, body });
      notices.add(notice); // one that nobody holds is collected, and its click lost
      notice.on('click', () => desktop.show(place));
      notice.on('close', () => notices.delete(notice));
      notice.show();
    },
    keepAwake(on) {
      if (blocker !== null) powerSaveBlocker.stop(blocker);
      blocker = on ? powerSaveBlocker.start('prevent-app-suspension') : null;
    },
    applySettings(setting) {
      const theme = setting('page.theme');
      nativeTheme.themeSource = theme === 'light' || theme === 'dark' ? theme : 'system';
      const on = setting('window.start-at-login') === 'true';
      if (process.platform === 'linux') setAutostart({ on, command: options.startCommand, env: process.env });
      else app.setLoginItemSettings({ openAtLogin: on, args: ['--hidden'] });
    },
    close() {
      keepPlace();
      tray.destroy();
    },
  };
  const keepPlace = () => {
    if (window === null || window.isDestroyed()) return;
    writeWindowState(options.stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  };
  tray.on('click', () => desktop.show());
  return desktop;
}

function openWindow({ stateFile, onClose, onSeen }: DesktopOptions): BrowserWindow {
  const { maximized, ...bounds } = fitWindow(
    readWindowState(stateFile),
    [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'djcron',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    // the spell checker would fetch dictionaries from elsewhere
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  if (maximized) window.maximize();
  window.on('close', (event) => {
    event.preventDefault();
    onClose();
  });
  window.on('focus', onSeen);
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') window.webContents.reload();
  });
  return window;
}

/** Nothing is granted but to put text on the clipboard, which a button of the page does. */
function guardSession(): void {
  const granted = (permission: string) => permission === 'clipboard-sanitized-write';
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(granted(permission)));
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => granted(permission));
}

/** A page stays where it is, opens nothing, and embeds nothing. Links to the web go to the user's browser. */
function guardContents(contents: WebContents): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (!event.url.startsWith(`${pageOrigin}/`)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

function menuItem(entry: TrayEntry, act: (action: TrayAction) => void): MenuItemConstructorOptions {
  if (entry.type === 'line') return { type: 'separator' };
  if (entry.type === 'words') return { label: entry.label, enabled: false };
  return { label: entry.label, click: () => act(entry.action) };
}

/** Hidden where it can be: it is there for its shortcuts, which macOS takes from nowhere else. */
function applicationMenu(): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ];
  const own: MenuItemConstructorOptions = process.platform === 'darwin' ? { role: 'appMenu' } : { role: 'fileMenu' };
  return [own, { role: 'editMenu' }, { label: 'View', submenu: view }, { role: 'windowMenu' }];
}

function iconOf(shape: TrayShape): Electron.NativeImage {
  const size = process.platform === 'linux' ? 22 : 16;
  const image = nativeImage.createFromBitmap(drawIcon(shape, size), { width: size, height: size });
  image.addRepresentation({ scaleFactor: 2, width: size * 2, height: size * 2, buffer: drawIcon(shape, size * 2) });
  return image;
}
