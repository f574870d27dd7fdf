// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function JobPage() {
  return <Page title="job">…</Page>;
}
