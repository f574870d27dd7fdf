// The switches above the output: follow, wrap, times, a line to go to, and the bytes as they came.
import { ActionIcon, Menu, NumberInput, Tooltip } from '@mantine/core';
import { ArrowDownToLine, Clock, Download, WrapText } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useState } from 'react';
import { formatBytes } from '../parts/time-format.ts';
import styles from './output.module.css';
import { nextTimes, type OutputView, type Times } from './output-view.ts';

const timesNames: Record<Times, string> = { off: 'off', relative: 'since the start', clock: 'clock' };

interface StoredBytes {
  stdout: number;
  stderr: number;
  /** nothing was left out */
  whole: boolean;
}

interface OutputToolsProps {
  run: string;
  host: string;
  view: OutputView;
  onView: (view: OutputView) => void;
  /** null: nothing more comes */
  following: boolean | null;
  onFollow: (on: boolean) => void;
  /** null: too few lines to be worth it */
  onLine: ((line: number) => void) | null;
  /** so far, asked when the menu opens */
  bytes: () => StoredBytes;
}

export const OutputTools = memo(function OutputTools({ run, host, view, onView, following, onFollow, onLine, bytes }: OutputToolsProps) {
  return (
    <div className={styles.tools} role="toolbar" aria-label="Output">
      {onLine !== null && <GoToLine onLine={onLine} />}
      {following !== null && (
        <Toggle on={following} label={following ? 'Following the end' : 'Follow the end'} keys="f" onToggle={() => onFollow(!following)}>
          <ArrowDownToLine size={15} />
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
      <Menu>
        <Menu.Target>
          <Tooltip label="Download exactly what the host wrote">
            <ActionIcon aria-label="Download">
              <Download size={15} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Downloads run={run} host={host} bytes={bytes()} />
        </Menu.Dropdown>
      </Menu>
    </div>
  );
});

function Downloads({ run, host, bytes }: { run: string; host: string; bytes: StoredBytes }) {
  return (['stdout', 'stderr'] as const).map((stream) => (
    <Menu.Item key={stream} component="a" href={downloadAddress(run, host, stream)} download={`${run}-${host}.${stream}`}>
      {stream}, {formatBytes(bytes[stream])}
      {bytes.whole ? '' : ' without the middle'}
    </Menu.Item>
  ));
}

export function downloadAddress(run: string, host: string, stream: 'stdout' | 'stderr'): string {
  return `/download/runs/${encodeURIComponent(run)}/${encodeURIComponent(host)}/${stream}`;
}

interface ToggleProps {
  on: boolean;
  label: string;
  keys: string;
  onToggle: () => void;
  children: ReactNode;
}

function Toggle({ on, label, keys, onToggle, children }: ToggleProps) {
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
