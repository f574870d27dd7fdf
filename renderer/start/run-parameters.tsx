// Fields for the parameters of a job, typed by their kind; each says which variable the script finds it in.
import { SegmentedControl, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type JobParameter, parameterVariable } from '../../shared/model/parameters.ts';
import type { Values } from './parameter-values.ts';
import styles from './run-dialog.module.css';

interface RunParametersProps {
  parameters: readonly JobParameter[];
  values: Values;
  problems: Readonly<Record<string, string>>;
  /** name of the one that has the focus first */
  focus: string | null;
  onChange: (values: Values) => void;
}

export function RunParameters({ parameters, values, problems, focus, onChange }: RunParametersProps) {
  return (
    <div className={styles.parameters}>
      {parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          problem={problems[parameter.name]}
          focus={focus === parameter.name}
          onChange={(value) => onChange({ ...values, [parameter.name]: value })}
        />
      ))}
    </div>
  );
}

interface ParameterFieldProps {
  parameter: JobParameter;
  value: string;
  problem: string | undefined;
  focus: boolean;
  onChange: (value: string) => void;
}

function ParameterField({ parameter, value, problem, focus, onChange }: ParameterFieldProps) {
  const { name, type, default: standard } = parameter;
  const shared = {
    label: <Label parameter={parameter} changed={standard !== undefined && value !== standard} onReset={() => onChange(standard ?? '')} />,
    'data-autofocus': focus || undefined,
    error: problem,
  };
  if (type === 'choice') {
    const data = (parameter.choices ?? []).map(String);
    return (
      <Select
        {...shared}
        data={data}
        value={value === '' ? null : value}
        onChange={(next) => onChange(next ?? '')}
        clearable={!parameter.required}
      />
    );
  }
  if (type === 'boolean')
    return <BooleanField parameter={parameter} value={value} problem={problem} label={shared.label} focus={focus} onChange={onChange} />;
  return (
    <TextInput
      {...shared}
      value={value}
      inputMode={type === 'string' ? 'text' : type === 'integer' ? 'numeric' : 'decimal'}
      placeholder={standard === undefined && !parameter.required ? 'not given' : undefined}
      autoComplete="off"
      spellCheck={false}
      aria-label={name}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function BooleanField({ parameter, value, problem, label, focus, onChange }: ParameterFieldProps & { label: ReactNode }) {
  const choices = ['true', 'false', ...(parameter.required || parameter.default !== undefined ? [] : [''])];
  return (
    <div>
      <div className={styles.label}>{label}</div>
      <SegmentedControl
        aria-label={parameter.name}
        data={choices.map((choice) => ({ value: choice, label: choice === '' ? 'not given' : choice }))}
        value={value}
        data-autofocus={focus || undefined}
        onChange={onChange}
      />
      {problem !== undefined && <div className={styles.problem}>{problem}</div>}
    </div>
  );
}

function Label({ parameter, changed, onReset }: { parameter: JobParameter; changed: boolean; onReset: () => void }) {
  return (
    <span className={styles.name}>
      <span>
        {parameter.name}
        {parameter.required && (
          <span className={styles.required} title="needed">
            {' '}
            *
          </span>
        )}
      </span>
      {changed && (
        <button type="button" className={styles.reset} onClick={onReset} title={`back to ${parameter.default}`}>
          changed
        </button>
      )}
      <span className="faint">
        {parameter.description !== '' && `${parameter.description} · `}
        <code>${parameterVariable(parameter.name)}</code>
      </span>
    </span>
  );
}
