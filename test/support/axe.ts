// What axe finds on a page, as lines a person can act on.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Frames aside: where no script may run, axe waits for ever. What is shown in one is looked at as a page of its own. */
export async function barriersOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html.slice(0, 160)).join('\n  ')}`);
}
