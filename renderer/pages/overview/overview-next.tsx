// What starts next by schedule, and when; not there while no job has one.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { Panel } from '../../parts/panel.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { DueNext } from '../../schedule/due-next.tsx';
import styles from './overview.module.css';

const most = 6;

export function NextUp() {
  const { data } = useQuery(api.schedules.list.queryOptions());
  const state = useQuery(api.schedules.state.queryOptions());
  if (data === undefined || data.length === 0) return null;
  const coming = data.filter(({ nextAt }) => nextAt !== null).slice(0, most);
  return (
    <Panel title="Next up" flush more={<Link to="/schedule">Schedule</Link>}>
      {coming.length === 0 && <div className={styles.quiet}>Nothing is due any more.</div>}
      {coming.map((schedule) => (
        <Link
          key={`${schedule.job}/${schedule.name}`}
          to="/jobs/$name"
          params={{ name: schedule.job }}
          search={{ view: 'schedule' }}
          className={`${styles.row} ${styles.next}`}
        >
          <StateMark state="due" word="" size={12} />
          <span className="ellipsis">
            {schedule.job}{' '}
            <span className="faint">
              {schedule.words} ({schedule.timezone})
            </span>
          </span>
          <span className="dim">
            <DueNext schedule={schedule} allPaused={state.data?.paused != null} />
          </span>
        </Link>
      ))}
    </Panel>
  );
}
