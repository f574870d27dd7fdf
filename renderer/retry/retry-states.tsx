// The ends that occur in a run, each to be ticked with the number of hosts that came to it.
import { Checkbox } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { EndState } from '../../shared/model/run.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { flipped } from '../parts/table-moves.ts';
import styles from './retry.module.css';
import type { StateCount } from './retry-wish.ts';

interface RetryStatesProps {
  ends: readonly StateCount[];
  ticked: ReadonlySet<EndState>;
  onTick: (states: ReadonlySet<EndState>) => void;
}

export function RetryStates({ ends, ticked, onTick }: RetryStatesProps) {
  const fieldset = useRef<HTMLFieldSetElement>(null);
  // the dialog was open before its inside was there: the focus is still on its close button
  useEffect(() => fieldset.current?.querySelector('input')?.focus(), []);
  return (
    <fieldset ref={fieldset} className={styles.states}>
      <legend>Hosts that ended as</legend>
      {ends.map(({ state, count }) => (
        <Checkbox
          key={state}
          checked={ticked.has(state)}
          onChange={() => onTick(flipped(ticked, state) as ReadonlySet<EndState>)}
          label={<StateMark state={state} word={`${count} ${wordOf(state)}`} />}
        />
      ))}
    </fieldset>
  );
}

function wordOf(state: EndState): string {
  return state === 'skipped' ? 'never started' : lookOf(state).word;
}
