// The desktop program: the engine in this process, its page in a window, a tray that stays. Chooses the parts and rules
// over their end; what a window is and may do is shell/window.ts.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, dialog, powerMonitor, protocol } from 'electron';
import { AppError, refusalLine } from '../shared/errors.ts';
import { type Engine, openEngine } from './engine.ts';
import { windowArguments } from './shell/arguments.ts';
import { closeAnswers, closeQuestion, quitAnswers, quitQuestion } from './shell/notice.ts';
import { serveSocket } from './shell/socket.ts';
import { type PauseLength, pauseEnd } from './shell/tray.ts';
import { countVisitors, type Visitors } from './shell/visitors.ts';
import { watchEngine } from './shell/watch.ts';
import { createDesktop, type Desktop, pageOrigin, scheme } from './shell/window.ts';
import { homePaths, makeHome } from './store/home.ts';
import { handleOf } from './web.ts';

/** Cancelled scripts get their time to end; beyond this nobody waits. */
const patienceMs = 20_000;

const { home, hidden } = windowArguments(process.argv, process.cwd());

/** One line on a screen nobody may be looking at, and on the terminal that may be there. */
function refuse(error: unknown): void {
  const line = error instanceof AppError ? refusalLine(error.refusal) : `djcron does not start: ${String(error)}`;
  console.error(`djcron: ${line}`);
  dialog.showErrorBox('djcron cannot start', line);
  app.exit(2);
}

/** Before `ready`: Electron's own files go into the home, and with them the lock that makes the second start a guest. */
function prepare(): boolean {
  const paths = homePaths(process.env, home);
  makeHome(paths);
  const own = path.join(paths.stateDir, 'window');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  app.setName('djcron');
  app.setAppUserModelId('org.djcron.djcron');
  app.setPath('userData', own);
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
  return app.requestSingleInstanceLock();
}

async function start(): Promise<void> {
  await app.whenReady();
  const engine = await openEngine({ home, shell: 'window', env: process.env });
  const handle = handleOf(engine);
  const visitors = countVisitors(handle);
  const socket = await serveSocket({ handle: visitors.handle, path: engine.paths.socket });
  protocol.handle(scheme, (request) =>
    request.url.startsWith(`${pageOrigin}/`) ? handle(request, { kind: 'window' }) : new Response(null, { status: 404 }),
  );

  let ending = false;
  const quit = async ({ asking }: { asking: boolean }) => {
    if (ending) return;
    ending = true;
    if (asking && !(await mayEnd(engine, desktop, visitors))) {
      ending = false;
      return;
    }
    watch.close();
    desktop.close();
    await socket.close();
    await engine.close();
    app.exit(0);
  };
  const desktop = createDesktop({
    stateFile: path.join(engine.paths.stateDir, 'window.json'),
    startCommand: startCommand(),
    onClose: () => void close(engine, desktop, () => quit({ asking: true })),
    onQuit: () => void quit({ asking: true }),
    onPause: (action) => void pause(engine, action),
    onSeen: () => watch.seen(),
  });
  const watch = watchEngine(engine.app, desktop);
  app.on('before-quit', (event) => {
    event.preventDefault();
    void quit({ asking: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void quit({ asking: false }));
  powerMonitor.on('resume', () => engine.app.woke());
  powerMonitor.on('shutdown', () => void quit({ asking: false }));
  app.on('window-all-closed', () => undefined); // the tray goes on
  app.on('second-instance', () => desktop.show());
  app.on('activate', () => desktop.show());
  if (!hidden) desktop.show();
}

/** The first time the window is closed the user says what closing means; the answer is a setting from then on. */
async function close(engine: Engine, desktop: Desktop, quit: () => Promise<void>): Promise<void> {
  const key = 'window.close-to-tray';
  const client = engine.app.client({ actor: engine.surroundings.user, origin: 'window' });
  const setting = (await client.system.settings()).find((item) => item.key === key);
  let keep = setting?.value === 'true';
  if (setting?.origin === 'default') {
    keep = closeAnswers[await desktop.ask(closeQuestion)] !== 'quit';
    await client.system.set({ key, value: String(keep) });
  }
  if (keep) desktop.hide();
  else await quit();
}

async function pause({ app: core, surroundings }: Engine, action: { type: 'resume' } | { type: 'pause'; for: PauseLength }): Promise<void> {
  const { schedules } = core.client({ actor: surroundings.user, origin: 'window' });
  if (action.type === 'resume') {
    await schedules.resume({});
    return;
  }
  const until = pauseEnd(action.for, Date.now());
  await schedules.pause(until === null ? {} : { until: new Date(until).toISOString() });
}

/** Asks while runs are going on; cancels them when that is the answer. */
async function mayEnd(engine: Engine, desktop: Desktop, visitors: Visitors): Promise<boolean> {
  const running = engine.app.running();
  if (running.length === 0) return true;
  const answer = quitAnswers[await desktop.ask(quitQuestion(running))] ?? 'stay';
  if (answer === 'stay') return false;
  if (answer === 'cancel-runs') {
    await cancelRuns(engine);
    await visitors.gone(); // who waits for one of them on the command line reads how it ended
  }
  return true;
}

async function cancelRuns({ app: core, surroundings }: Engine): Promise<void> {
  const client = core.client({ actor: surroundings.user, origin: 'window' });
  await Promise.allSettled(core.running().map(({ run }) => client.runs.cancel({ id: run })));
  const giveUpAt = Date.now() + patienceMs;
  // Looked at from time to time: a run leaves the list a moment after its last event.
  while (core.running().length > 0 && Date.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** An AppImage is started by its own file, not by what lies unpacked while it runs. */
function startCommand(): string[] {
  const program = process.env.APPIMAGE ?? process.execPath;
  return [program, ...(app.isPackaged ? [] : [app.getAppPath()]), '--hidden', ...(home === undefined ? [] : ['--home', home])];
}

try {
  if (prepare()) start().catch(refuse);
  else app.exit(0); // the one that is open comes to the front
} catch (error) {
  refuse(error);
}
