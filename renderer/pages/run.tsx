// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function RunPage() {
  return <Page title="run">…</Page>;
}
