// The job file as a form: each field changes one value of the same text that the YAML editor shows.
import { NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Problem } from '../../shared/contract/jobs.ts';
import { CodeEditor, HiddenCharacters } from '../editor/code-editor.tsx';
import { withUnixLineEnds } from '../editor/hidden-characters.ts';
import { EntryList } from '../schedule/entry-list.tsx';
import { TargetField } from '../start/target-field.tsx';
import type { Path } from './job-document.ts';
import { problemAt, type SetValue } from './job-field.ts';
import styles from './job-form.module.css';
import { JobFormEnv } from './job-form-env.tsx';
import { JobFormParameters } from './job-form-parameters.tsx';
import { JobFormPolicies } from './job-form-policies.tsx';
import type { JobForm as Form } from './job-form-values.ts';

interface JobFormProps {
  /** of the job as it is saved; null: it is new */
  name: string | null;
  form: Form;
  problems: readonly Problem[];
  onSet: SetValue;
  onSubmit: () => void;
}

export function JobForm({ name, form, problems, onSet, onSubmit }: JobFormProps) {
  const text = (path: Path) => (event: { currentTarget: { value: string } }) => onSet(path, event.currentTarget.value || undefined);
  const at = (path: string) => problemAt(problems, path);
  const plain = { spellCheck: false, autoComplete: 'off' } as const;
  return (
    <div className={styles.form}>
      <Section title="Job">
        <div className={styles.two}>
          <TextInput
            label="Name"
            description="a-z, 0-9 and - ; unique"
            withAsterisk
            {...plain}
            value={form.name}
            error={at('name')}
            onChange={(event) => onSet(['name'], event.currentTarget.value)}
          />
          <TagsInput
            label="Tags"
            description="to find it by"
            value={form.tags}
            error={at('tags')}
            onChange={(tags) => onSet(['tags'], tags.length > 0 ? tags : undefined)}
          />
        </div>
        <Textarea
          label="What it does"
          autosize
          minRows={1}
          maxRows={6}
          value={form.description}
          error={at('description')}
          onChange={text(['description'])}
        />
      </Section>
      <Section title="Script">
        {form.script.file === null ? (
          <>
            <div className={styles.script}>
              <CodeEditor
                text={form.script.text}
                label="Script"
                language="script"
                onChange={(script) => onSet(['script', 'text'], script)}
                onSubmit={onSubmit}
              />
            </div>
            <HiddenCharacters text={form.script.text} onMend={() => onSet(['script', 'text'], withUnixLineEnds(form.script.text))} />
            <Remark text={at('script.text') ?? problems.find((problem) => problem.path === 'script')?.message} />
          </>
        ) : (
          <p className="dim">
            This job takes its script from the file <code>{form.script.file}</code>, which only <code>djcron job apply -f</code> can read.
          </p>
        )}
        <div className={styles.two}>
          <TextInput
            label="Run as"
            description="another user, by sudo"
            {...plain}
            value={form.script.runAs}
            error={at('script.runAs')}
            onChange={text(['script', 'runAs'])}
          />
          <TextInput
            label="In the folder"
            description="on the host"
            {...plain}
            value={form.script.workingDirectory}
            error={at('script.workingDirectory')}
            onChange={text(['script', 'workingDirectory'])}
          />
        </div>
        <JobFormEnv env={form.script.env} problem={at('script.env')} onSet={onSet} />
      </Section>
      <Section title="Hosts">
        <div className={styles.two}>
          <TargetField label="Target" value={form.targets} onChange={(targets) => onSet(['targets'], targets)} />
          <Mode value={form.mode} problem={at('mode')} onSet={onSet} />
        </div>
      </Section>
      <Section title="Schedule">
        <EntryList job={name} schedules={form.schedules} concurrency={form.policies.concurrency} problems={problems} onSet={onSet} />
      </Section>
      <Section title="Parameters">
        <JobFormParameters parameters={form.parameters} problems={problems} onSet={onSet} />
      </Section>
      <Section title="How it runs">
        <JobFormPolicies form={form} at={at} onSet={onSet} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Remark({ text }: { text: string | undefined }) {
  return text === undefined ? null : <div className={styles.problem}>{text}</div>;
}

function Mode({ value, problem, onSet }: { value: string; problem: string | undefined; onSet: SetValue }) {
  const isNumber = /^\d+$/.test(value);
  const kind = isNumber ? 'some' : value === 'one' ? 'one' : 'all';
  return (
    <div className={styles.pair}>
      <Select
        label="On"
        data={[
          { value: 'all', label: 'all of them' },
          { value: 'one', label: 'one of them' },
          { value: 'some', label: 'a number of them' },
        ]}
        allowDeselect={false}
        value={kind}
        error={problem}
        onChange={(next) => onSet(['mode'], next === 'all' ? undefined : next === 'one' ? 'one' : 2)}
      />
      {isNumber && (
        <NumberInput
          label="How many"
          min={1}
          allowDecimal={false}
          value={Number(value)}
          onChange={(next) => onSet(['mode'], typeof next === 'number' ? next : undefined)}
        />
      )}
    </div>
  );
}
