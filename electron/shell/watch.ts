// Follows the engine for what the desktop shows outside the page: the tray, a notice when a run fails, and whether the
// computer may sleep. What that looks like is the surface's business.
import type { DjcronEvent } from '../../shared/events.ts';
import { endNotice, type Notice, noticeOf } from './notice.ts';
import { type FailedRun, type RunningRun, type ScheduleOutlook, type TrayModel, trayModel } from './tray.ts';

export interface Watched {
  subscribe(listener: (event: DjcronEvent) => void): () => void;
  running(): RunningRun[];
  schedules(): ScheduleOutlook;
  setting(key: string): string | undefined;
}

export interface Surface {
  showTray(model: TrayModel): void;
  notify(notice: Notice): void;
  /** told only when it changes */
  keepAwake(on: boolean): void;
  /** settings were read for the first time, or one was changed */
  applySettings(setting: (key: string) => string | undefined): void;
}

export interface Watch {
  /** Somebody looks at the window: what failed is seen. */
  seen(): void;
  close(): void;
}

/** A busy engine changes many times a second; a menu that is rebuilt so often cannot be used. */
const paceMs = 500;
const remembered = 20;

export function watchEngine(app: Watched, surface: Surface): Watch {
  let failed: FailedRun[] = [];
  let shown = '';
  let awake = false;
  let timer: NodeJS.Timeout | null = null;
  const told = new Set<string>();

  const show = () => {
    timer = null;
    const running = app.running();
    const model = trayModel({ running, failed, schedules: app.schedules() });
    const text = JSON.stringify(model);
    if (text !== shown) surface.showTray(model);
    shown = text;
    const wanted = running.length > 0 && app.setting('window.keep-awake') === 'true';
    if (wanted !== awake) surface.keepAwake(wanted);
    awake = wanted;
  };
  const showSoon = () => {
    timer ??= setTimeout(show, paceMs);
  };
  const note = (event: DjcronEvent) => {
    if (event.type === 'settings') surface.applySettings((key) => app.setting(key));
    if (event.type === 'run' && !told.has(event.run.id)) {
      const notice = noticeOf(event.run);
      if (notice !== null) {
        told.add(event.run.id);
        failed = [{ run: event.run.id, words: notice.title }, ...failed].slice(0, remembered);
        if (app.setting('window.notify-failures') === 'true') surface.notify(notice);
      }
    }
    if (event.type === 'notice') surface.notify(endNotice(event.run));
    if (event.type === 'run' || event.type === 'executions' || event.type === 'settings' || event.type === 'schedules') showSoon();
  };

  const stop = app.subscribe(note);
  surface.applySettings((key) => app.setting(key));
  show();
  return {
    seen() {
      if (failed.length === 0) return;
      failed = [];
      showSoon();
    },
    close() {
      stop();
      if (timer !== null) clearTimeout(timer);
      if (awake) surface.keepAwake(false);
    },
  };
}
