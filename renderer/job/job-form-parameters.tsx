// The parameters of a job, each as a card: name, kind, default and limits, and the variable the script finds it in.
import { ActionIcon, Button, Checkbox, Select, TagsInput, TextInput } from '@mantine/core';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import type { Problem } from '../../shared/contract/jobs.ts';
import { parameterTypes, parameterVariable } from '../../shared/model/parameters.ts';
import type { Value } from './job-document.ts';
import { problemAt, type SetValue } from './job-field.ts';
import styles from './job-form.module.css';
import type { ParameterForm } from './job-form-values.ts';

interface JobFormParametersProps {
  parameters: readonly ParameterForm[];
  problems: readonly Problem[];
  onSet: SetValue;
}

export function JobFormParameters({ parameters, problems, onSet }: JobFormParametersProps) {
  const add = () => {
    const taken = new Set(parameters.map(({ name }) => name));
    const name = Array.from({ length: parameters.length + 1 }, (_, i) => `param${i + 1}`).find((one) => !taken.has(one)) ?? 'param';
    onSet(['parameters', parameters.length], { name, type: 'string' });
  };
  const move = (from: number, to: number) => {
    const moved = parameters.toSpliced(from, 1).toSpliced(to, 0, ...parameters.slice(from, from + 1));
    onSet(['parameters'], moved.map(fileForm));
  };
  return (
    <div>
      {parameters.map((parameter, i) => (
        <fieldset key={keyOf(i)} className={styles.parameter}>
          <legend className="hidden-text">Parameter {parameter.name}</legend>
          <Fields parameter={parameter} place={i} problems={problems} onSet={onSet} />
          <div className={styles.parameterActs}>
            <code className="faint">{parameter.name === '' ? '' : `$${parameterVariable(parameter.name)}`}</code>
            <span style={{ flex: 1 }} />
            <ActionIcon size={24} aria-label={`Move ${parameter.name} up`} disabled={i === 0} onClick={() => move(i, i - 1)}>
              <ArrowUp size={13} />
            </ActionIcon>
            <ActionIcon
              size={24}
              aria-label={`Move ${parameter.name} down`}
              disabled={i === parameters.length - 1}
              onClick={() => move(i, i + 1)}
            >
              <ArrowDown size={13} />
            </ActionIcon>
            <ActionIcon size={24} aria-label={`Remove ${parameter.name}`} onClick={() => onSet(['parameters', i], undefined)}>
              <X size={14} />
            </ActionIcon>
          </div>
        </fieldset>
      ))}
      <Button variant="subtle" size="compact-xs" leftSection={<Plus size={13} />} onClick={add}>
        Add a parameter
      </Button>
    </div>
  );
}

interface FieldsProps {
  parameter: ParameterForm;
  place: number;
  problems: readonly Problem[];
  onSet: SetValue;
}

function Fields({ parameter, place, problems, onSet }: FieldsProps) {
  const set = (key: string, value: Value) => onSet(['parameters', place, key], value);
  const at = (key: string) => problemAt(problems, `parameters[${place}].${key}`);
  const plain = { spellCheck: false, autoComplete: 'off' } as const;
  return (
    <div className={styles.three}>
      <TextInput
        label="Name"
        {...plain}
        value={parameter.name}
        error={at('name') ?? problems.find((problem) => problem.path === `parameters[${place}]`)?.message}
        onChange={(event) => set('name', event.currentTarget.value)}
      />
      <Select
        label="Kind"
        data={[...parameterTypes]}
        allowDeselect={false}
        value={parameter.type}
        onChange={(type) => set('type', type ?? 'string')}
      />
      <TextInput
        label="If not given"
        placeholder="nothing"
        {...plain}
        value={parameter.default ?? ''}
        error={at('default')}
        onChange={(event) => set('default', event.currentTarget.value || undefined)}
      />
      <TextInput
        label="For the person who runs it"
        value={parameter.description}
        error={at('description')}
        onChange={(event) => set('description', event.currentTarget.value || undefined)}
      />
      {parameter.type === 'choice' ? (
        <TagsInput
          label="Choices"
          value={parameter.choices}
          error={at('choices')}
          onChange={(choices) => set('choices', choices.length > 0 ? choices : undefined)}
        />
      ) : (
        <TextInput
          label="Must match"
          placeholder="any"
          {...plain}
          value={parameter.pattern}
          error={at('pattern')}
          onChange={(event) => set('pattern', event.currentTarget.value || undefined)}
        />
      )}
      <Checkbox
        label="Must be given"
        className={styles.check}
        checked={parameter.required}
        onChange={(event) => set('required', event.currentTarget.checked || undefined)}
      />
    </div>
  );
}

/** A parameter as it stands in the file, with what says nothing left out. */
function fileForm({ name, type, description, default: standard, required, pattern, choices }: ParameterForm): Value {
  return {
    name,
    type,
    description: description || undefined,
    default: standard ?? undefined,
    required: required || undefined,
    pattern: pattern || undefined,
    choices: choices.length > 0 ? choices : undefined,
  };
}

/** Cards are told apart by their place: their names change while they are typed. */
function keyOf(place: number): string {
  return `parameter ${place}`;
}
