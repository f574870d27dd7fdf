// A window: a page of the browser that belongs to it, with the guards that Electron puts around its contents.
import { EventEmitter } from 'node:events';
import type { CDPSession, Page } from 'playwright-core';
import { app } from './app.ts';
import { headed, openBrowser } from './browser.ts';
import { preventable } from './preventable.ts';
import { onCommand, record } from './record.ts';
import { fromBrowser, toBrowser } from './scheme.ts';
import { colourScheme } from './system.ts';

interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Options extends Partial<Rect> {
  minWidth?: number;
  minHeight?: number;
  title?: string;
  show?: boolean;
  autoHideMenuBar?: boolean;
  backgroundColor?: string;
  webPreferences?: { sandbox?: boolean; contextIsolation?: boolean; nodeIntegration?: boolean; spellcheck?: boolean };
}

type OpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' };
/**
 * Runs in the page: what it opens gets a process of its own and no way back, as it is denied. A window that shares the page's
 * process and is closed while it is being made takes the page with it, once in 150 times.
 */
function opensApart(): void {
  const open = window.open.bind(window);
  window.open = (url, target) => open(url, target, 'noopener');
}

const windows: BrowserWindow[] = [];
const pages = new Set<Page>();

class WebContents extends EventEmitter {
  private readonly page: Promise<Page>;
  openHandler: OpenHandler = () => ({ action: 'allow' });

  constructor(page: Promise<Page>) {
    super();
    this.page = page;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  reload(): void {
    record('reload');
    void this.page.then((page) => page.reload()).catch(() => undefined);
  }

  isGuarded(): boolean {
    return this.listenerCount('will-navigate') > 0;
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  private readonly page: Promise<Page>;
  private bounds: Rect;
  private visible: boolean;
  private minimized = false;
  private maximized = false;
  private destroyed = false;

  constructor(options: Options) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { sandbox = true, contextIsolation = true, nodeIntegration = false } = options.webPreferences ?? {};
    if (!sandbox || !contextIsolation || nodeIntegration) throw new Error('the stand-in has sandboxed, context-isolated windows only');
    this.bounds = { x: options.x ?? 320, y: options.y ?? 120, width: options.width ?? 800, height: options.height ?? 600 };
    this.visible = options.show !== false;
    record('window', options);
    this.page = this.open();
    this.page.catch((error: unknown) => record('window.failure', String(error)));
    this.webContents = new WebContents(this.page);
    windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  private async open(): Promise<Page> {
    const context = await openBrowser();
    const page = context.pages().find((candidate) => !pages.has(candidate)) ?? (await context.newPage());
    pages.add(page);
    const browser = await context.newCDPSession(page);
    await this.place(browser, page);
    await this.guard(browser, page);
    await page.addInitScript(opensApart);
    page.on('crash', () => this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    context.on('page', (other) => {
      if (!pages.has(other)) void other.close(); // a window of its own, which the program did not want
    });
    await page.emulateMedia({ colorScheme: colourScheme() });
    return page;
  }

  private async place(browser: CDPSession, page: Page): Promise<void> {
    const { x, y, width, height } = this.bounds;
    if (!headed) return page.setViewportSize({ width, height });
    const { windowId } = await browser.send('Browser.getWindowForTarget');
    await browser.send('Browser.setWindowBounds', { windowId, bounds: { left: x, top: y, width, height } });
  }

  /** Navigations of the page, new windows, and embedded documents come by the program first. */
  private async guard(browser: CDPSession, page: Page): Promise<void> {
    await browser.send('Page.enable');
    const mainFrame = (await browser.send('Page.getFrameTree')).frameTree.frame.id;
    browser.on('Fetch.requestPaused', ({ requestId, request, frameId }) => {
      void (async () => {
        const event = preventable({ url: await fromBrowser(request.url) });
        if (frameId === mainFrame) this.webContents.emit('will-navigate', event, event.url);
        this.webContents.emit('will-frame-navigate', event);
        if (event.defaultPrevented) record('navigation-prevented', event.url);
        // no content leaves the page as it is, as a prevented navigation does
        await (event.defaultPrevented
          ? browser.send('Fetch.fulfillRequest', { requestId, responseCode: 204 })
          : browser.send('Fetch.continueRequest', { requestId }));
      })().catch(() => undefined);
    });
    await browser.send('Fetch.enable', { patterns: [{ resourceType: 'Document' }] });
    browser.on('Page.windowOpen', ({ url }) => {
      void fromBrowser(url).then((address) => record('window-open', address, this.webContents.openHandler({ url: address }).action));
    });
    page.on('close', () => pages.delete(page));
  }

  async loadURL(address: string): Promise<void> {
    const page = await this.page;
    await page.goto(await toBrowser(address));
  }

  show(): void {
    this.visible = true;
    this.minimized = false;
    record('show');
  }

  hide(): void {
    this.visible = false;
    record('hide');
  }

  focus(): void {
    void this.page.then((page) => page.bringToFront()).catch(() => undefined);
    this.emit('focus');
  }

  minimize(): void {
    this.minimized = true;
  }

  restore(): void {
    this.minimized = false;
  }

  maximize(): void {
    this.maximized = true;
  }

  isVisible(): boolean {
    return this.visible && !this.minimized;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  getNormalBounds(): Rect {
    return { ...this.bounds };
  }

  setBounds(bounds: Rect): void {
    this.bounds = { ...bounds };
  }

  /** As the cross in the corner does. */
  close(): void {
    const event = preventable({});
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.destroyed = true;
    void this.page.then((page) => page.close());
    this.emit('closed');
  }
}

function theWindow(): BrowserWindow {
  const window = windows.find((candidate) => !candidate.isDestroyed());
  if (window === undefined) throw new Error('there is no window');
  return window;
}

onCommand('windows', () => windows.map((window) => ({ visible: window.isVisible(), bounds: window.getNormalBounds() })));
onCommand('closeWindow', () => theWindow().close());
onCommand('minimize', () => theWindow().minimize());
onCommand('maximize', () => theWindow().maximize());
onCommand('setBounds', (bounds) => theWindow().setBounds(bounds as Rect));
