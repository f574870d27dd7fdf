// The values a run had, to be kept or changed for the retry; what they may be is checked by the engine's plan.
import { TextInput } from '@mantine/core';
import styles from '../start/run-dialog.module.css';

type Values = Readonly<Record<string, string>>;

interface RetryValuesProps {
  ran: Values;
  values: Values;
  onChange: (values: Record<string, string>) => void;
}

export function RetryValues({ ran, values, onChange }: RetryValuesProps) {
  const names = Object.keys(ran);
  if (names.length === 0) return null;
  return (
    <div className={styles.parameters}>
      {names.map((name) => (
        <TextInput
          key={name}
          label={name}
          description={values[name] === ran[name] ? 'as it ran' : `was ${ran[name] === '' ? 'empty' : ran[name]}`}
          value={values[name] ?? ''}
          spellCheck={false}
          autoComplete="off"
          styles={{ input: { fontFamily: 'var(--mono)' } }}
          onChange={(event) => onChange({ ...values, [name]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}
