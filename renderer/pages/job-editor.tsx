// Stands in until the screen is written.
import { Page } from '../parts/page.tsx';

export function JobEditorPage() {
  return <Page title="job-editor">…</Page>;
}
