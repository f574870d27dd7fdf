// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function HostsPage() {
  return <Page title="hosts">…</Page>;
}
