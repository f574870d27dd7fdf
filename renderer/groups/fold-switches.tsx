// The switches above the groups: what does not count when hosts are told apart, and whether what is nearly the same stands
// together.
import { Button, Popover, Switch } from '@mantine/core';
import { SlidersHorizontal } from 'lucide-react';
import { normalisers } from '../../shared/model/fold/normalisers.ts';
import { type FoldChoice, normaliserTitles } from './fold-choice.ts';
import styles from './groups.module.css';

interface FoldSwitchesProps {
  choice: FoldChoice;
  onChoice: (choice: FoldChoice) => void;
}

export function FoldSwitches({ choice, onChoice }: FoldSwitchesProps) {
  const off = normalisers.length - choice.normalisers.length;
  return (
    <>
      <Popover position="bottom-start" trapFocus returnFocus>
        <Popover.Target>
          <Button size="compact-xs" variant="default" leftSection={<SlidersHorizontal size={13} />}>
            {off === normalisers.length ? 'Every byte counts' : `Ignored: ${choice.normalisers.length} of ${normalisers.length}`}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <fieldset className={styles.switches}>
            <legend>Hosts are the same in spite of</legend>
            {normalisers.map((name) => (
              <Switch
                key={name}
                checked={choice.normalisers.includes(name)}
                label={normaliserTitles[name].title}
                description={normaliserTitles[name].example}
                onChange={(event) => {
                  const on = event.currentTarget.checked;
                  onChoice({
                    ...choice,
                    normalisers: normalisers.filter((other) => (other === name ? on : choice.normalisers.includes(other))),
                  });
                }}
              />
            ))}
          </fieldset>
        </Popover.Dropdown>
      </Popover>
      <Switch
        label="Similar together"
        title="Groups of the same end with at least 95 % of the lines in common stand under the largest of them"
        checked={choice.similar}
        onChange={(event) => onChoice({ ...choice, similar: event.currentTarget.checked })}
      />
    </>
  );
}
