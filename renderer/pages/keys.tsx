// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function KeysPage() {
  return <Page title="keys">…</Page>;
}
