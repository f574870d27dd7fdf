// What the tray, the notices and the questions say, and where the window opens: decided without a desktop.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { windowArguments } from '../../electron/shell/arguments.ts';
import { drawIcon } from '../../electron/shell/icon.ts';
import { desktopEntry } from '../../electron/shell/login.ts';
import { noticeOf, quitQuestion } from '../../electron/shell/notice.ts';
import { pauseEnd, pauseLengths, type ScheduleOutlook, type TrayShape, trayModel } from '../../electron/shell/tray.ts';
import { fitWindow, readWindowState, writeWindowState } from '../../electron/shell/window-state.ts';

const noSchedules = { count: 0, paused: null, next: null };

describe('the tray', () => {
  it('says what is due next and pauses schedules, or that they are paused and resumes them', () => {
    const at = new Date(2026, 10, 25, 2, 30).getTime();
    const labels = (schedules: ScheduleOutlook) =>
      trayModel({ running: [], failed: [], schedules })
        .entries.flatMap((entry) => (entry.type === 'line' ? [] : [entry.label]))
        .slice(1, -2);
    expect([
      labels({ count: 1, paused: null, next: { job: 'backup', at } }),
      labels({ count: 1, paused: { until: at }, next: null }),
    ]).toEqual([
      ['Next: backup at Wed 02:30', 'Pause schedules for 1 hour', 'Pause schedules until tomorrow 08:00', 'Pause schedules until I resume'],
      ['Schedules are paused until Wed 02:30', 'Resume schedules'],
    ]);
    expect(pauseLengths.map((length) => pauseEnd(length, at))).toEqual([at + 3_600_000, new Date(2026, 10, 26, 8).getTime(), null]);
  });

  it('says that nothing is running', () => {
    expect(trayModel({ running: [], failed: [], schedules: noSchedules })).toEqual({
      shape: 'idle',
      tooltip: 'djcron: nothing is running',
      entries: [
        { type: 'words', label: 'nothing is running' },
        { type: 'line' },
        { type: 'action', label: 'Open djcron', action: { type: 'open', place: '' } },
        { type: 'action', label: 'Quit', action: { type: 'quit' } },
      ],
    });
  });

  it('lists what runs and what failed, each a click away, and counts what does not fit', () => {
    const running = Array.from({ length: 7 }, (_, i) => ({ run: `r-${i}`, job: i === 0 ? null : 'backup', executions: i + 1 }));
    const model = trayModel({ running, failed: [{ run: 'r-9', words: 'backup failed on 1 of 2 hosts' }], schedules: noSchedules });
    const labels = model.entries.map((entry) => (entry.type === 'line' ? '-' : entry.label));
    expect([model.shape, model.tooltip, labels]).toEqual([
      'running-attention',
      'djcron: 7 runs on 28 hosts, 1 failed',
      [
        '7 runs on 28 hosts, 1 failed',
        '-',
        'Ad-hoc command on 1 host',
        'backup on 2 hosts',
        'backup on 3 hosts',
        'backup on 4 hosts',
        'backup on 5 hosts',
        'and 2 more running',
        '-',
        'backup failed on 1 of 2 hosts',
        '-',
        'Open djcron',
        'Quit',
      ],
    ]);
    expect(model.entries[3]).toEqual({ type: 'action', label: 'backup on 2 hosts', action: { type: 'open', place: '/runs/r-1' } });
  });

  it('has an icon of its own shape for each state, clear around it', () => {
    const shapes: TrayShape[] = ['idle', 'running', 'attention', 'running-attention', 'paused'];
    const icons = shapes.map((shape) => drawIcon(shape, 22));
    expect(new Set(icons.map((icon) => icon.toString('hex'))).size).toBe(5);
    expect(icons.map((icon) => [icon.length, [...icon.subarray(0, 4)]])).toEqual(shapes.map(() => [22 * 22 * 4, [0, 0, 0, 0]]));
  });
});

describe('a notice', () => {
  it('is given for a run that failed somewhere, with how', () => {
    const counts = { succeeded: 45, failed: 2, unreachable: 1 };
    expect(noticeOf({ id: 'r-1', job: 'backup-db', state: 'partial', counts })).toEqual({
      title: 'backup-db failed on 3 of 48 hosts',
      body: '2 failed, 1 unreachable',
      place: '/runs/r-1',
    });
  });

  it('is not given for what goes on, went well, or was cancelled', () => {
    for (const state of ['queued', 'running', 'succeeded', 'cancelled'] as const) {
      expect(noticeOf({ id: 'r-1', job: null, state, counts: { cancelled: 1 } })).toBeNull();
    }
  });

  it('of the end counts runs and hosts', () => {
    expect(quitQuestion([{ run: 'r-1', job: 'a', executions: 1 }]).message).toBe('1 run is going on, on 1 host');
    expect(quitQuestion(['r-1', 'r-2'].map((run) => ({ run, job: null, executions: 30 }))).message).toBe(
      '2 runs are going on, on 60 hosts',
    );
  });
});

describe('the window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1050 };
  const second = { x: 1920, y: 0, width: 1280, height: 1024 };
  const at = (x: number, y: number, width = 1000, height = 700) => ({ x, y, width, height, maximized: false });

  it('opens where it was', () => {
    expect(fitWindow(at(2000, 50), [screen, second])).toEqual(at(2000, 50));
  });

  it('forgets a place on a screen that is gone, or out of reach', () => {
    const size = { width: 1000, height: 700, maximized: false };
    expect([at(2000, 50), at(-960, 50), at(100, -20), at(100, 1040)].map((saved) => fitWindow(saved, [screen]))).toEqual(
      Array(4).fill(size),
    );
  });

  it('is never larger than the screen nor too small to use', () => {
    expect(fitWindow(at(0, 0, 5000, 10), [screen])).toEqual(at(0, 0, 1920, 480));
    expect(fitWindow(null, [{ x: 0, y: 0, width: 800, height: 600 }])).toEqual({ width: 800, height: 600, maximized: false });
    expect(fitWindow(null, [screen])).toEqual({ width: 1280, height: 840, maximized: false });
  });

  it('takes no notice of a file that holds no place', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'djcron-window-'));
    const file = path.join(dir, 'window.json');
    const read = (text: string) => {
      writeFileSync(file, text);
      return readWindowState(file);
    };
    expect([readWindowState(file), read('{'), read('{"x":1}'), read('null')]).toEqual([null, null, null, null]);
    writeWindowState(file, at(1, 2));
    expect(readWindowState(file)).toEqual(at(1, 2));
    writeWindowState(path.join(dir, 'gone/window.json'), at(1, 2));
    rmSync(dir, { recursive: true });
  });
});

describe('the program', () => {
  it('reads its home and whether it starts in the tray', () => {
    expect(windowArguments(['electron', '/app', '--home', 'x', '--hidden'], '/here')).toEqual({ home: '/here/x', hidden: true });
    expect(windowArguments(['djcron', '--home=/h', '--no-sandbox'], '/here')).toEqual({ home: '/h', hidden: false });
    expect(windowArguments(['djcron'], '/here')).toEqual({ home: undefined, hidden: false });
  });

  it('starts at login by an entry whose words stay whole', () => {
    expect(desktopEntry(['/opt/my app/djcron', '--home', '/h"$x`\\', '100%'])).toContain(
      'Exec="/opt/my app/djcron" "--home" "/h\\"\\$x\\`\\\\" "100%%"\n',
    );
  });
});
