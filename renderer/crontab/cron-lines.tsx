// Where an imported job came from: its lines in crontabs of hosts, whether cron runs them too, and taking them over.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CronLine } from '../../shared/contract/crontabs.ts';
import type { Job } from '../../shared/contract/jobs.ts';
import { isTimer } from '../../shared/model/cron-line.ts';
import { api } from '../api/client.ts';
import { StateMark } from '../parts/state-mark.tsx';
import styles from './cron-lines.module.css';
import { openLineDialog } from './line-dialog.tsx';

export function CronLines({ job: { name, enabled } }: { job: Job }) {
  const lines = useQuery(api.crontabs.lines.queryOptions({ input: { job: name } }));
  if (lines.data === undefined || lines.data.length === 0) return null;
  const active = lines.data.filter(({ state }) => state === 'active');
  const taken = lines.data.length - active.length;
  return (
    <section className={styles.all} aria-label="Lines of crontabs">
      <div className={styles.head}>
        <Standing active={active.length} taken={taken} enabled={enabled} />
        {active.length > 0 && (
          <Button size="compact-xs" variant="default" onClick={() => openLineDialog(name, 'take-over')}>
            Take over…
          </Button>
        )}
        {taken > 0 && (
          <Button size="compact-xs" variant="default" onClick={() => openLineDialog(name, 'give-back')}>
            Give back…
          </Button>
        )}
      </div>
      <ul className={styles.list}>
        {lines.data.map((line) => (
          <Line key={`${line.host} ${line.file} ${line.line}`} line={line} />
        ))}
      </ul>
    </section>
  );
}

function Standing({ active, taken, enabled }: { active: number; taken: number; enabled: boolean }) {
  const total = active + taken;
  const lines = total === 1 ? 'its line' : `${active === total || taken === total ? 'its' : active} ${total === 1 ? 'line' : 'lines'}`;
  if (active > 0 && enabled)
    return <StateMark state="degraded" word={`It may run twice: cron on the host${total === 1 ? '' : 's'} runs ${lines} too`} size={14} />;
  if (active > 0) return <StateMark state="disabled" word={`Imported: cron runs ${lines} as before`} size={14} />;
  return <StateMark state="ok" word={`Taken over: ${lines} in the crontab${total === 1 ? '' : 's'} commented out`} size={14} />;
}

function Line({ line: { host, file, line, text, state } }: { line: CronLine }) {
  const place = isTimer(file) ? file : `${file}:${line}`;
  return (
    <li>
      <span className="ellipsis" title={`${host}: ${place}`}>
        <strong>{host}</strong> <span className="dim">{place}</span>
      </span>
      <code className="ellipsis" title={text}>
        {text}
      </code>
      <span className="dim">{state === 'active' ? 'active' : 'taken over'}</span>
    </li>
  );
}
