// In the status bar: what is due next, or that all schedules are paused. Leads to the schedule.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { Ago } from '../parts/time.tsx';

export function NextDue() {
  const { data } = useQuery(api.schedules.state.queryOptions());
  if (data === undefined || data.count === 0) return null;
  return (
    <Link to="/schedule">
      {data.paused !== null ? (
        <StateMark state="paused" word="schedules paused" size={11} />
      ) : data.next === null ? (
        'nothing is due'
      ) : (
        <>
          next: {data.next.job} <Ago at={data.next.at} />
        </>
      )}
    </Link>
  );
}
