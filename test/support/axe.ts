// What axe finds on a page, as lines a person can act on.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * Frames aside: where no script may run, axe waits for ever. What is shown in one is looked at as a page of its own. That a region
 * scrolls and keys may not reach it counts as found: axe is not sure where it holds drawings, as these take a focus from scripts.
 */
export async function barriersOf(page: Page): Promise<string[]> {
  const { violations, incomplete } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return [...violations, ...incomplete.filter(({ id }) => id === 'scrollable-region-focusable')].map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html.slice(0, 160)).join('\n  ')}`,
  );
}
