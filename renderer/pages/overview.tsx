// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function OverviewPage() {
  return <Page title="overview">…</Page>;
}
