// Every screen with its address, for what is done to all of them: a look for barriers and a picture in both themes.
import type { Page } from '@playwright/test';

export interface Screen {
  name: string;
  /** address in the page's fragment */
  path: string;
  /** selector of what comes by a question of its own, and is waited for */
  shows?: string;
}

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** `places`: what the home has that a screen can show. */
export function screensOf(places: { host: string; job: string; run: string }): Screen[] {
  return [
    { name: 'overview', path: '/' },
    { name: 'welcome', path: '/welcome' },
    { name: 'hosts', path: '/hosts' },
    { name: 'host', path: `/hosts/${places.host}` },
    { name: 'keys', path: '/keys' },
    { name: 'jobs', path: '/jobs' },
    { name: 'job', path: `/jobs/${places.job}` },
    { name: 'job-schedule', path: `/jobs/${places.job}?view=schedule` },
    { name: 'job-editor', path: `/jobs/${places.job}/edit` },
    { name: 'job-new', path: '/jobs/new' },
    { name: 'schedule', path: '/schedule' },
    { name: 'schedule-calendar', path: '/schedule?view=calendar' },
    { name: 'schedule-hosts', path: '/schedule/hosts' },
    { name: 'runs', path: '/runs' },
    { name: 'run', path: `/runs/${places.run}` },
    ...['matrix', 'output', 'details'].map((view) => ({ name: `run-${view}`, path: `/runs/${places.run}?view=${view}` })),
    { name: 'run-timeline', path: `/runs/${places.run}?view=timeline`, shows: 'figure' },
    { name: 'console', path: '/console' },
    { name: 'reports', path: '/reports' },
    { name: 'reports-at-times', path: '/reports?view=times' },
    { name: 'audit', path: '/audit' },
    { name: 'settings', path: '/settings' },
  ];
}

/** Opens a screen by its address, as a link does, and waits until it shows itself and loads nothing more. */
export async function openScreen(page: Page, path: string, shows?: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, path);
  await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"], main .mantine-Loader-root') === null);
  if (shows !== undefined) await page.locator(shows).first().waitFor();
}
