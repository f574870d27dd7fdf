// When a schedule is due next, or why it is not: paused, disabled, over.
import type { Schedule } from '../../shared/contract/schedules.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { Ago } from '../parts/time.tsx';

export function DueNext({ schedule: { nextAt, paused, enabled }, allPaused }: { schedule: Schedule; allPaused: boolean }) {
  if (!enabled) return <StateMark state="disabled" word="job is disabled" size={12} />;
  if (paused !== null)
    return (
      <span>
        <StateMark state="paused" size={12} />{' '}
        {paused.until !== null && (
          <span className="dim">
            ends <Ago at={paused.until} />
          </span>
        )}
      </span>
    );
  if (nextAt === null) return <span className="faint">not any more</span>;
  return allPaused ? (
    <span className="dim">
      <StateMark state="paused" word="" size={12} /> <Ago at={nextAt} />
    </span>
  ) : (
    <Ago at={nextAt} />
  );
}
