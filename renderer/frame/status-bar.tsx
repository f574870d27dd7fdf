// Below every screen: whether the engine is there, what it does, in which zone times are shown, which version this is.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { useConnection } from '../api/live.ts';
import { useNow } from '../parts/clock.ts';
import { usePreferences } from '../parts/preferences.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { zoneName } from '../parts/time-format.ts';
import styles from './frame.module.css';
import { NextDue } from './next-due.tsx';
import { choose } from './page-settings.ts';
import { useRunning } from './running.ts';

export function StatusBar() {
  const info = useQuery(api.system.info.queryOptions());
  const { executions, runs } = useRunning();
  const connection = useConnection();
  return (
    <footer className={styles.status}>
      <span>
        {connection === 'live' && <StateMark state="up" word="engine up" size={11} />}
        {connection === 'connecting' && <StateMark state="queued" word="connecting" size={11} />}
        {connection === 'lost' && <StateMark state="lost" word="engine away" size={11} />}
      </span>
      <Link to="/runs" search={runs.length > 0 ? { state: 'running' } : {}}>
        {executions === 0 ? 'nothing running' : `${executions} ${executions === 1 ? 'execution' : 'executions'} running`}
      </Link>
      <NextDue />
      {info.data?.demo === 'running' && (
        <Link to="/hosts" search={{ q: '@demo' }}>
          demo fleet running
        </Link>
      )}
      <span className={styles.statusEnd}>
        <ZoneSwitch />
        {info.data !== undefined && <span title={`home ${info.data.home}, pid ${info.data.pid}`}>{info.data.actor}</span>}
        {info.data !== undefined && (
          <Link to="/settings" title="About this engine">
            v{info.data.version}
          </Link>
        )}
      </span>
    </footer>
  );
}

function ZoneSwitch() {
  const { zone } = usePreferences();
  const now = useNow(60_000);
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <button
      type="button"
      className={styles.statusButton}
      title={`Times are shown in ${zone === 'utc' ? 'UTC' : local}. Switch with z`}
      onClick={() => choose({ zone: zone === 'utc' ? 'local' : 'utc' })}
    >
      {zoneName(zone, now)} <span className="faint">(z)</span>
    </button>
  );
}
