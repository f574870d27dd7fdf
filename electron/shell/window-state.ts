// Where the window was: kept in one small file, and fitted to the screens there are now.
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WindowState extends Partial<Rect> {
  width: number;
  height: number;
  maximized: boolean;
}

const schema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  maximized: z.boolean(),
});

const usual = { width: 1280, height: 840 };
export const smallest = { width: 720, height: 480 };
/** so much of the top of the window must be on a screen that it can be taken hold of */
const grip = 80;

/** `screens`: the work areas, the main one first. A place that is on none of them is forgotten, the size is cut to fit. */
export function fitWindow(saved: (Rect & { maximized: boolean }) | null, screens: readonly Rect[]): WindowState {
  const home = saved && screens.find((screen) => isHeld(saved, screen));
  const screen = home ?? screens[0] ?? { x: 0, y: 0, ...usual };
  const size = {
    width: Math.min(Math.max(saved?.width ?? usual.width, smallest.width), screen.width),
    height: Math.min(Math.max(saved?.height ?? usual.height, smallest.height), screen.height),
  };
  const place = home && saved ? { x: saved.x, y: saved.y } : {};
  return { ...place, ...size, maximized: saved?.maximized ?? false };
}

function isHeld(rect: Rect, screen: Rect): boolean {
  const overlap = Math.min(rect.x + rect.width, screen.x + screen.width) - Math.max(rect.x, screen.x);
  return overlap >= grip && rect.y >= screen.y && rect.y <= screen.y + screen.height - grip;
}

/** Null when nothing was kept, or what was kept is none. */
export function readWindowState(file: string): (Rect & { maximized: boolean }) | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** A place that cannot be kept is no reason to disturb anybody. */
export function writeWindowState(file: string, state: Rect & { maximized: boolean }): void {
  try {
    writeFileSync(file, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  } catch {
    // a full disk or a vanished folder: the window opens at its usual place next time
  }
}
