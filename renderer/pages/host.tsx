// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function HostPage() {
  return <Page title="host">…</Page>;
}
