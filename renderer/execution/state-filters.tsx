// The states that occur in a run with their numbers, as switches: all, everything that went wrong, or one of them.
import type { ReactNode } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { countsByState, didNotSucceed, type StateFilter } from '../run/host-order.ts';
import styles from './state-filters.module.css';

interface StateFiltersProps {
  executions: readonly Execution[];
  filter: StateFilter;
  onFilter: (filter: StateFilter) => void;
}

export function StateFilters({ executions, filter, onFilter }: StateFiltersProps) {
  const counts = countsByState(executions);
  const wrong = executions.filter(didNotSucceed).length;
  const kinds = counts.filter(({ state }) => state !== 'no-contact' && isFinal(state) && state !== 'succeeded').length;
  return (
    <fieldset className={styles.filters}>
      <legend className="hidden-text">Show hosts by state</legend>
      <FilterButton on={filter === 'all'} onPress={() => onFilter('all')}>
        All {executions.length}
      </FilterButton>
      {kinds > 1 && (
        <FilterButton on={filter === 'not-succeeded'} onPress={() => onFilter('not-succeeded')}>
          Not succeeded {wrong}
        </FilterButton>
      )}
      {counts.map(({ state, count }) => (
        <FilterButton key={state} on={filter === state} onPress={() => onFilter(filter === state ? 'all' : state)}>
          <StateMark state={state} word={`${count} ${lookOf(state).word}`} size={12} />
        </FilterButton>
      ))}
    </fieldset>
  );
}

function FilterButton({ on, onPress, children }: { on: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" className={styles.filter} aria-pressed={on} onClick={onPress}>
      {children}
    </button>
  );
}
