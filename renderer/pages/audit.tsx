// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function AuditPage() {
  return <Page title="audit">…</Page>;
}
