// The dialog that makes a report of what is looked at: its form at the left, a preview at the right.
import type { ReportAbout } from './about.ts';
import styles from './report.module.css';
import { ReportMaker } from './report-maker.tsx';
import { ReportPreview } from './report-preview.tsx';

export function ReportDialog({ about, close }: { about: ReportAbout; close: () => void }) {
  return (
    <div className={styles.dialog}>
      <ReportMaker about={about} close={close} />
      <ReportPreview about={about} />
    </div>
  );
}
