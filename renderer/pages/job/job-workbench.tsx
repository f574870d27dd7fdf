// The desk of the job editor: form or YAML at the left, what it would do at the right, saving and leaving.
import { Button, SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Problem } from '../../../shared/contract/jobs.ts';
import { api } from '../../api/client.ts';
import { CodeEditor } from '../../editor/code-editor.tsx';
import { lineOf, withValue } from '../../job/job-document.ts';
import { useDraft } from '../../job/job-draft.ts';
import { editsOf, type SetValue } from '../../job/job-field.ts';
import { JobForm } from '../../job/job-form.tsx';
import { formOf } from '../../job/job-form-values.ts';
import { JobPreview } from '../../job/job-preview.tsx';
import { forgetNewJob } from '../../job/new-job.ts';
import { Empty, Failure } from '../../parts/feedback.tsx';
import { Keys } from '../../parts/keys.tsx';
import { Page } from '../../parts/page.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { toast } from '../../parts/toast.ts';
import { openRunDialog } from '../../start/open-run.tsx';
import { DraftNotices } from './job-draft-notices.tsx';
import { useLeaveGuard } from './job-leave-guard.tsx';
import { useSave } from './job-save.ts';
import styles from './job-workbench.module.css';

interface JobWorkbenchProps {
  /** null: a new job */
  name: string | null;
  /** the text as it is saved; empty for a new job */
  saved: string;
  /** the text to begin with when there is no draft */
  start: string;
}

type View = 'form' | 'yaml';

export function JobWorkbench({ name, saved, start }: JobWorkbenchProps) {
  const navigate = useNavigate();
  const draft = useDraft(name, name === null ? start : saved);
  const [view, setView] = useState<View>('form');
  const [place, setPlace] = useState<{ line: number; column: number | null } | null>(null);
  const { problems, hosts, old } = useJudgement(draft.yaml);
  const form = formOf(draft.yaml);
  const unsaved = draft.dirty || name === null;
  const leave = useLeaveGuard(draft.dirty, draft.discard);
  const saving = useSave((result, yaml) => {
    draft.settle(yaml);
    if (name === null) forgetNewJob();
    toast(result.action === 'unchanged' ? `${result.name} is as it was` : `${result.name} is saved as version ${result.version}`);
    if (result.name !== name) leave.pass(() => void navigate({ to: '/jobs/$name/edit', params: { name: result.name }, replace: true }));
  });

  const save = () => saving.save(draft.yaml);
  const saveAndRun = async () => {
    const result = unsaved ? await saving.save(draft.yaml) : { name: name ?? '' };
    if (result !== null) openRunDialog({ job: result.name });
  };
  const show = (problem: Pick<Problem, 'line' | 'column' | 'path'>) => {
    setView('yaml');
    setPlace({ line: problem.line ?? 1, column: problem.column });
  };
  const set: SetValue = (...edit) => draft.change(editsOf(edit).reduce((yaml, [path, value]) => withValue(yaml, path, value), draft.yaml));
  const turn = (next: View) => {
    if (next === 'yaml') setPlace({ line: lineOf(draft.yaml, ['script']) ?? 1, column: null });
    setView(next);
  };
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  useShortcuts('Job editor', [
    { keys: 'mod+s', title: 'Save', run: () => void save(), inFields: true },
    { keys: 'mod+enter', title: 'Save and run…', run: () => void saveAndRun(), inFields: true },
    { keys: 'mod+shift+y', title: 'Form or YAML', run: () => turn(view === 'form' ? 'yaml' : 'form'), inFields: true },
    { keys: 'f8', title: 'Next problem', run: () => problems[0] !== undefined && show(problems[0]), inFields: true },
  ]);
  return (
    <Page
      title={name === null ? 'New job' : `Edit ${name}`}
      breadcrumb={[{ label: 'Jobs', to: '/jobs' }]}
      aside={draft.dirty ? '● not saved' : name === null ? 'not saved yet' : 'saved'}
      actions={
        <>
          <SegmentedControl
            aria-label="Edit as"
            value={view}
            data={[
              { value: 'form', label: 'Form' },
              { value: 'yaml', label: 'YAML' },
            ]}
            onChange={(next) => turn(next as View)}
          />
          <Button variant="default" loading={saving.busy} rightSection={<Keys keys="mod+s" />} onClick={() => void save()}>
            Save
          </Button>
          <Button rightSection={<Keys keys="mod+enter" />} onClick={() => void saveAndRun()}>
            {unsaved ? 'Save and run…' : 'Run…'}
          </Button>
        </>
      }
      fill
    >
      <DraftNotices draft={draft} name={name} newName={form?.name ?? null} />
      {saving.error !== null && (
        <div style={{ marginBottom: 10 }}>
          <Failure error={saving.error} />
        </div>
      )}
      <div className={styles.desk}>
        <div className={styles.work}>
          {view === 'yaml' && (
            <CodeEditor
              text={draft.yaml}
              label="Job file"
              language="yaml"
              onChange={draft.change}
              onSubmit={() => void saveAndRun()}
              problems={problems.flatMap(({ line, column, message, severity }) =>
                line === null ? [] : [{ line, column, message, severity }],
              )}
              place={place}
            />
          )}
          {view === 'form' && form !== null && (
            <JobForm name={name} form={form} problems={problems} onSet={set} onSubmit={() => void saveAndRun()} />
          )}
          {view === 'form' && form === null && (
            <Empty
              title="The form cannot show this file"
              actions={<Button onClick={() => show(problems[0] ?? { line: 1, column: 1, path: '' })}>Mend the YAML</Button>}
            >
              {errors > 0 ? problems[0]?.message : 'It is no mapping of keys and values.'}
            </Empty>
          )}
        </div>
        <JobPreview yaml={draft.yaml} problems={problems} hosts={hosts} old={old} onPlace={show} />
      </div>
    </Page>
  );
}

/** What the engine says of the text, asked when typing pauses. */
function useJudgement(yaml: string) {
  const [asked] = useDebouncedValue(yaml, 300);
  const answer = useQuery({
    ...api.jobs.validate.queryOptions({ input: { yaml: asked } }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    gcTime: 30_000,
  });
  const unanswered: Problem[] = answer.isError
    ? [
        {
          severity: 'warning',
          message: 'The engine did not judge this text',
          path: '',
          line: null,
          column: null,
          remedy: 'it will when it answers again',
        },
      ]
    : [];
  return {
    problems: answer.data?.problems ?? unanswered,
    hosts: answer.data?.hosts ?? null,
    old: asked !== yaml || answer.isPlaceholderData,
  };
}
