// Variables a script finds in its environment, as rows of name and value.
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { SetValue } from './job-field.ts';
import styles from './job-form.module.css';

type Row = { name: string; value: string };

interface JobFormEnvProps {
  env: readonly Row[];
  problem: string | undefined;
  onSet: SetValue;
}

export function JobFormEnv({ env, problem, onSet }: JobFormEnvProps) {
  // a row without a name has no place in the file yet: it lives here until it has one
  const [rows, setRows] = useState<readonly Row[]>(env);
  const written = JSON.stringify(env);
  useEffect(() => {
    const stored = JSON.parse(written) as Row[];
    setRows((now) => (JSON.stringify(named(now)) === written ? now : stored));
  }, [written]);
  const change = (next: readonly Row[]) => {
    setRows(next);
    const whole = named(next);
    onSet(['script', 'env'], whole.length === 0 ? undefined : Object.fromEntries(whole.map(({ name, value }) => [name, value])));
  };
  const edit = (i: number, part: Partial<Row>) => change(rows.map((row, at) => (at === i ? { ...row, ...part } : row)));
  return (
    <div>
      <div className={styles.label}>Environment</div>
      {rows.map((row, i) => (
        <div key={keyOf(i)} className={styles.envRow}>
          <TextInput
            aria-label={`Variable ${i + 1}`}
            placeholder="NAME"
            value={row.name}
            spellCheck={false}
            onChange={(event) => edit(i, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Value of ${row.name || `variable ${i + 1}`}`}
            placeholder="value"
            value={row.value}
            spellCheck={false}
            onChange={(event) => edit(i, { value: event.currentTarget.value })}
          />
          <ActionIcon aria-label={`Remove ${row.name || 'this variable'}`} onClick={() => change(rows.filter((_, at) => at !== i))}>
            <X size={14} />
          </ActionIcon>
        </div>
      ))}
      {problem !== undefined && <div className={styles.problem}>{problem}</div>}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<Plus size={13} />}
        onClick={() => setRows([...rows, { name: '', value: '' }])}
      >
        Add a variable
      </Button>
    </div>
  );
}

function named(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.name !== '');
}

/** Rows are told apart by their place: their names change while they are typed. */
function keyOf(place: number): string {
  return `row ${place}`;
}
