// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function ConsolePage() {
  return <Page title="console">…</Page>;
}
