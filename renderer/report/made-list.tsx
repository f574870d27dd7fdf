// The reports that were made last, as the audit log knows them.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { Failure } from '../parts/feedback.tsx';
import { Ago } from '../parts/time.tsx';
import styles from './report.module.css';

const shown = 12;

export function MadeList() {
  const made = useQuery(api.reports.list.queryOptions({ input: { limit: shown } }));
  if (made.isError) return <Failure error={made.error} retry={() => void made.refetch()} />;
  if (made.data === undefined || made.data.length === 0) return <p className="caption faint">None was made yet.</p>;
  return (
    <ul className={styles.made}>
      {made.data.map((report) => (
        <li key={report.seq}>
          <span className="ellipsis" title={`${report.title}\nSHA-256 ${report.sha256}`}>
            {report.title}
          </span>
          <span className="caption faint">
            {report.format} · {report.actor} · <Ago at={report.at} /> ·{' '}
            <Link to="/audit" search={{ object: report.about.run ?? report.title }} className="link">
              entry {report.seq}
            </Link>
          </span>
        </li>
      ))}
    </ul>
  );
}
