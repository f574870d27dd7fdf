// The switches above the output: follow, only stderr, wrap, times, a line to go to, and the menus behind them.
import { ActionIcon, NumberInput, Tooltip } from '@mantine/core';
import { ArrowDownToLine, Clock, TriangleAlert, WrapText } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useState } from 'react';
import styles from './output.module.css';
import { nextTimes, type OutputView, timesNames } from './output-view.ts';

interface OutputToolsProps {
  view: OutputView;
  onView: (view: OutputView) => void;
  /** null: nothing more comes */
  following: boolean | null;
  onFollow: (on: boolean) => void;
  /** null: it cannot be told apart */
  stderrOnly: boolean | null;
  onStderrOnly: (on: boolean) => void;
  /** null: too few lines to be worth it */
  onLine: ((line: number) => void) | null;
  /** menus after the switches */
  children: ReactNode;
}

export const OutputTools = memo(function OutputTools(props: OutputToolsProps) {
  const { view, onView, following, onFollow, stderrOnly, onStderrOnly, onLine, children } = props;
  return (
    <div className={styles.tools} role="toolbar" aria-label="Output">
      {onLine !== null && <GoToLine onLine={onLine} />}
      {following !== null && (
        <Toggle on={following} label={following ? 'Following the end' : 'Follow the end'} keys="f" onToggle={() => onFollow(!following)}>
          <ArrowDownToLine size={15} />
        </Toggle>
      )}
      {stderrOnly !== null && (
        <Toggle
          on={stderrOnly}
          label={stderrOnly ? 'Only standard error' : 'Show only standard error'}
          keys="s"
          onToggle={() => onStderrOnly(!stderrOnly)}
        >
          <TriangleAlert size={15} />
        </Toggle>
      )}
      <Toggle
        on={view.wrap}
        label={view.wrap ? 'Long lines wrap' : 'Wrap long lines'}
        keys="w"
        onToggle={() => onView({ ...view, wrap: !view.wrap })}
      >
        <WrapText size={15} />
      </Toggle>
      <Toggle
        on={view.times !== 'off'}
        label={`Times: ${timesNames[view.times]}`}
        keys="t"
        onToggle={() => onView({ ...view, times: nextTimes(view.times) })}
      >
        <Clock size={15} />
      </Toggle>
      {children}
    </div>
  );
});

interface ToggleProps {
  on: boolean;
  label: string;
  keys: string;
  onToggle: () => void;
  children: ReactNode;
}

export function Toggle({ on, label, keys, onToggle, children }: ToggleProps) {
  return (
    <Tooltip
      label={
        <>
          {label} <kbd>{keys}</kbd>
        </>
      }
    >
      <ActionIcon variant={on ? 'light' : 'subtle'} color={on ? 'accent' : 'gray'} aria-label={label} aria-pressed={on} onClick={onToggle}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function GoToLine({ onLine }: { onLine: (line: number) => void }) {
  const [value, setValue] = useState<number | string>('');
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || typeof value !== 'number') return;
    event.preventDefault();
    onLine(Math.max(1, value));
    setValue('');
  };
  return (
    <NumberInput
      size="xs"
      w={92}
      hideControls
      min={1}
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      placeholder="Go to line"
      aria-label="Go to line"
      value={value}
      onChange={setValue}
      onKeyDown={onKeyDown}
    />
  );
}
