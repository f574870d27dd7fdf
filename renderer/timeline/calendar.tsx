// A month of schedules: how much is due a day, what ran, and above all what did not. A day opens the list of what it holds.
import { ActionIcon, Button } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { familyClass, StateGlyph } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import styles from './calendar.module.css';
import { type CalendarDay, dayAfterKey, monthAfter, monthName, weeksOf } from './calendar-days.ts';
import { countWords } from './mark-words.ts';
import { countsOf, type Moment } from './moments.ts';

interface CalendarProps {
  /** `2027-03` */
  month: string;
  days: ReadonlyMap<string, readonly Moment[]>;
  today: string;
  /** the day whose list is shown */
  day: string;
  onMonth: (month: string) => void;
  onDay: (day: string) => void;
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function Calendar({ month, days, today, day, onMonth, onDay }: CalendarProps) {
  const table = useRef<HTMLTableElement>(null);
  const move = (event: KeyboardEvent, from: string) => {
    const to = dayAfterKey(event.key, from);
    if (to === null) return;
    event.preventDefault();
    onDay(to);
    if (to.slice(0, 7) !== month) onMonth(to.slice(0, 7));
    requestAnimationFrame(() => table.current?.querySelector<HTMLElement>(`[data-day="${to}"]`)?.focus());
  };
  const weeks = weeksOf(month);
  const entry = weeks.flat().some(({ key }) => key === day) ? day : `${month}-01`;
  return (
    <div className={styles.calendar}>
      <div className={styles.head}>
        <ActionIcon aria-label="The month before" onClick={() => onMonth(monthAfter(month, -1))}>
          <ChevronLeft size={16} />
        </ActionIcon>
        <h2 aria-live="polite">{monthName(month)}</h2>
        <ActionIcon aria-label="The month after" onClick={() => onMonth(monthAfter(month, 1))}>
          <ChevronRight size={16} />
        </ActionIcon>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            onMonth(today.slice(0, 7));
            onDay(today);
          }}
        >
          Today
        </Button>
      </div>
      <table className={styles.days} ref={table} aria-label={`Occurrences in ${monthName(month)}`}>
        <thead>
          <tr>
            {weekdays.map((name) => (
              <th key={name} scope="col" abbr={name}>
                {name.slice(0, 3)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.key}>
              {week.map((one) => (
                <td key={one.key}>
                  <DayButton
                    day={one}
                    moments={days.get(one.key) ?? []}
                    isToday={one.key === today}
                    isShown={one.key === day}
                    isEntry={one.key === entry}
                    onShow={() => onDay(one.key)}
                    onKeyDown={(event) => move(event, one.key)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface DayButtonProps {
  day: CalendarDay;
  moments: readonly Moment[];
  isToday: boolean;
  isShown: boolean;
  /** the one day that Tab leads to; arrows lead to the others */
  isEntry: boolean;
  onShow: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function DayButton({ day, moments, isToday, isShown, isEntry, onShow, onKeyDown }: DayButtonProps) {
  const counts = countsOf(moments);
  const classes = [styles.day, !day.inMonth && styles.outside, isToday && styles.today].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      className={classes}
      data-day={day.key}
      title={counts.length === 0 ? undefined : countWords(counts)}
      tabIndex={isEntry ? 0 : -1}
      aria-pressed={isShown}
      onClick={onShow}
      onKeyDown={onKeyDown}
    >
      <span className={styles.number}>{day.day}</span>
      <span className="hidden-text">
        {' '}
        {monthName(day.key.slice(0, 7))}
        {isToday && ', today'}: {counts.length === 0 && 'nothing'}
      </span>
      {counts.slice(0, 3).map(([state, count]) => {
        const { family, glyph, word } = lookOf(state);
        return (
          <span key={state} className={`${styles.count} ${familyClass(family)}`}>
            <StateGlyph glyph={glyph} size={11} />
            <span>
              {count} {word}
            </span>
          </span>
        );
      })}
      {counts.length > 3 && <span className={styles.count}>and {counts.length - 3} more kinds</span>}
    </button>
  );
}
