// The dialog that has a report made at times, or changes how. What was typed stays; what the engine refuses stands beside its field.
import { Button, Checkbox, Group, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ReportSchedule } from '../../shared/contract/report-schedules.ts';
import { type ReportFormat, reportFormats } from '../../shared/model/report/report.ts';
import { spans } from '../../shared/model/report/slices.ts';
import { api, client } from '../api/client.ts';
import { fieldErrorsOf } from '../api/refusal.ts';
import { useNow } from '../parts/clock.ts';
import { Failure } from '../parts/feedback.tsx';
import { sentence } from '../parts/sentence.ts';
import { toast } from '../parts/toast.ts';
import { LineProblem } from '../schedule/entry-card.tsx';
import { PresetMenu } from '../schedule/entry-list.tsx';
import { EntryProof } from '../schedule/entry-proof.tsx';
import { readEntry } from '../schedule/entry-reading.ts';
import { tomorrow } from '../schedule/entry-tomorrow.ts';
import { presets } from '../schedule/presets.ts';
import { ZoneField } from '../schedule/zone-field.tsx';
import { forms } from './forms.ts';
import styles from './plan.module.css';
import { entryOfPlan, type PlanAbout, type PlanForm, planFormOf, planOf, planProblems } from './plan-form.ts';
import { periodWords } from './plan-words.ts';

/** Without one: a new one. */
export function openPlan(plan?: ReportSchedule): void {
  const id = modals.open({
    title: plan === undefined ? 'A report at times' : `Change ${plan.name}`,
    size: 620,
    closeOnClickOutside: false,
    children: <PlanDialog plan={plan} close={() => modals.close(id)} />,
  });
}

type Form = UseFormReturnType<PlanForm, PlanForm, (values: PlanForm) => Partial<Record<keyof PlanForm, string>>>;

const fields = ['name', 'job', 'host', 'formats', 'cron', 'timezone', 'folder', 'mail'];

function PlanDialog({ plan, close }: { plan: ReportSchedule | undefined; close: () => void }) {
  const queryClient = useQueryClient();
  const known = useQuery(api.reports.schedules.queryOptions()).data ?? [];
  const taken = plan === undefined ? known.map(({ name }) => name) : [];
  const form = useForm<PlanForm>({ initialValues: planFormOf(plan), validate: (values) => planProblems(values, taken) });
  const save = useMutation({
    mutationFn: (values: PlanForm) => client.reports.schedule(planOf(values)),
    onError: (error) => form.setErrors(refusalsOf(error)),
    onSuccess: ({ name }) => {
      close();
      toast(plan === undefined ? `${name} is made at its times` : `${name} is changed`);
      return queryClient.invalidateQueries({ queryKey: api.reports.schedules.key() });
    },
  });
  const told = Object.keys(refusalsOf(save.error)).length > 0;
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description={plan === undefined ? 'Small letters, digits and -' : undefined}
          placeholder="weekly"
          withAsterisk
          spellCheck={false}
          autoComplete="off"
          readOnly={plan !== undefined}
          data-autofocus={plan === undefined || undefined}
          {...form.getInputProps('name')}
        />
        <About form={form} isNew={plan === undefined} />
        <Line form={form} />
        <Checkbox.Group label="Forms" {...form.getInputProps('formats')}>
          <div className={styles.formats}>
            {reportFormats.map((format: ReportFormat) => (
              <Checkbox key={format} value={format} size="xs" label={forms[format].name} />
            ))}
          </div>
        </Checkbox.Group>
        <TextInput
          label="Folder"
          description="On the computer of djcron, from the root on"
          placeholder="/srv/reports"
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('folder')}
        />
        <TagsInput
          label="Mail to"
          description="By the mail server of the settings; a comma goes on to the next"
          placeholder={form.values.mail.length === 0 ? 'ops@example.org' : undefined}
          splitChars={[',', ' ', ';']}
          {...form.getInputProps('mail')}
        />
        {save.error !== null && !told && <Failure error={save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {plan === undefined ? 'Have it made' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** By field: what is wrong with one of several addresses stands at all of them. */
function refusalsOf(error: unknown): Record<string, string> {
  const told = Object.entries(fieldErrorsOf(error)).map(([place, text]) => [place.split('.')[0] ?? place, sentence(text)] as const);
  return Object.fromEntries(told.filter(([field]) => fields.includes(field)));
}

const abouts: { value: PlanAbout; label: string }[] = [
  { value: 'fleet', label: 'All jobs and hosts, over a time' },
  { value: 'job', label: 'A job, over a time' },
  { value: 'host', label: 'A host, over a time' },
  { value: 'run', label: 'The newest run of a job' },
];
const periods = spans.map((value) => ({ value, label: sentence(periodWords[value]) }));

function About({ form, isNew }: { form: Form; isNew: boolean }) {
  const jobs = useQuery(api.jobs.list.queryOptions()).data?.map(({ name }) => name) ?? [];
  const hosts = useQuery(api.hosts.list.queryOptions()).data?.map(({ name }) => name) ?? [];
  const { about, job, host } = form.values;
  return (
    <>
      <Group grow align="flex-start">
        <Select label="About" allowDeselect={false} data={abouts} data-autofocus={!isNew || undefined} {...form.getInputProps('about')} />
        {about !== 'run' && <Select label="Time" allowDeselect={false} data={periods} {...form.getInputProps('period')} />}
      </Group>
      {about !== 'fleet' && (
        <Group grow align="flex-start">
          {about !== 'host' && (
            <Select
              label="Job"
              placeholder="Which one"
              searchable
              nothingFoundMessage="None"
              data={namesWith(jobs, job)}
              {...form.getInputProps('job')}
            />
          )}
          {about !== 'run' && (
            <Select
              label="Host"
              placeholder={about === 'job' ? 'All hosts' : 'Which one'}
              searchable
              clearable={about === 'job'}
              limit={100}
              nothingFoundMessage="None"
              data={namesWith(hosts, host)}
              {...form.getInputProps('host')}
            />
          )}
        </Group>
      )}
    </>
  );
}

/** What was chosen stays a choice when it is gone from the catalog: there may be history of it. */
function namesWith(names: readonly string[], chosen: string | null): string[] {
  return chosen === null || names.includes(chosen) ? [...names] : [chosen, ...names];
}

/** The cron line and its zone, proven while it is typed as the editor of schedules does it. */
function Line({ form }: { form: Form }) {
  const info = useQuery(api.system.info.queryOptions());
  const hereZone = info.data?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = useNow(10_000);
  const { cron, timezone } = form.values;
  const entry = useMemo(() => entryOfPlan({ cron, timezone }), [cron, timezone]);
  const reading = useMemo(() => readEntry(entry, 0, hereZone, now), [entry, hereZone, now]);
  const { problem } = reading;
  const set = (line: string) => form.setFieldValue('cron', line);
  const lines = presets(tomorrow()).filter(({ entry: preset }) => 'cron' in preset);
  return (
    <div>
      <Group grow align="flex-start">
        <TextInput
          label="Due, as m h dom mon dow"
          placeholder="0 7 * * 1"
          classNames={{ input: styles.mono ?? '' }}
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('cron')}
          error={problem === null ? form.errors.cron : problem.key === 'cron'}
        />
        <ZoneField
          value={timezone}
          hereZone={hereZone}
          error={problem?.key === 'timezone' ? sentence(problem.what) : undefined}
          onChange={(zone) => form.setFieldValue('timezone', zone)}
        />
      </Group>
      <LineProblem problem={problem} onTake={set} />
      <div className={styles.presets}>
        <PresetMenu label="Often wanted" choices={lines} isFirst={false} onPick={({ entry: { ...of } }) => 'cron' in of && set(of.cron)} />
      </div>
      <EntryProof reading={reading} form={entry} job={null} concurrency="" ofJob={false} />
    </div>
  );
}
