// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function JobsPage() {
  return <Page title="jobs">…</Page>;
}
