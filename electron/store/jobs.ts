// Jobs and their versions. A removed job keeps its versions, so that its runs can still be read; its name may come back.
import { type JobDefinition, jobDefinition } from '../../shared/model/job.ts';
import type { Store } from './open.ts';

export interface JobRow {
  id: number;
  name: string;
  version: number;
  yaml: string;
  definition: JobDefinition;
  updatedAt: number;
  updatedBy: string;
  /** 1: its schedules do not fire */
  disabled: 0 | 1;
}

interface Stored extends Omit<JobRow, 'definition'> {
  definition: string;
}

const columns = `jobs.id, jobs.name, job_versions.version, yaml, definition, created_at AS updatedAt, actor AS updatedBy, disabled`;

const modelOf = (row: Stored): JobRow => ({ ...row, definition: definitionOf(row.definition) });

/** Read once: it is needed at each start and end of a run. */
const definitions = new Map<string, JobDefinition>();
const definitionsAtMost = 20_000;

// Parsed again: a definition of an older version gets the defaults of what it could not know.
function definitionOf(text: string): JobDefinition {
  const known = definitions.get(text);
  if (known !== undefined) return known;
  if (definitions.size >= definitionsAtMost) definitions.clear();
  const definition = jobDefinition.parse(JSON.parse(text));
  definitions.set(text, definition);
  return definition;
}

export function listJobs(store: Store): JobRow[] {
  return store
    .all<Stored>(
      `SELECT ${columns} FROM jobs JOIN job_versions ON job_versions.job = jobs.id AND job_versions.version = jobs.version
       WHERE removed_at IS NULL ORDER BY name`,
    )
    .map(modelOf);
}

/** `version` null: the current one. */
export function getJob(store: Store, name: string, version: number | null = null): JobRow | undefined {
  const row = store.get<Stored>(
    `SELECT ${columns} FROM jobs JOIN job_versions ON job_versions.job = jobs.id
       AND job_versions.version = coalesce($version, jobs.version)
     WHERE name = $name AND removed_at IS NULL`,
    { name, version },
  );
  return row && modelOf(row);
}

export function listJobVersions(store: Store, id: number): { version: number; createdAt: number; actor: string }[] {
  return store.all('SELECT version, created_at AS createdAt, actor FROM job_versions WHERE job = $id ORDER BY version DESC', { id });
}

export interface NewJobVersion {
  /** of a job that is new */
  disabled?: boolean;
  name: string;
  yaml: string;
  definition: JobDefinition;
  at: number;
  actor: string;
}

/** Makes the job or its next version; gives the version's number. */
export function writeJobVersion(store: Store, job: NewJobVersion): number {
  const { name, at, actor, yaml } = job;
  store.run(
    `INSERT INTO jobs (name, version, disabled) VALUES ($name, 1, $disabled)
     ON CONFLICT (name) DO UPDATE SET version = version + 1, disabled = iif(removed_at IS NULL, disabled, $disabled), removed_at = NULL`,
    { name, disabled: job.disabled === true ? 1 : 0 },
  );
  const row = store.get<{ id: number; version: number }>('SELECT id, version FROM jobs WHERE name = $name', { name }) ?? {
    id: 0,
    version: 0,
  };
  store.run(
    'INSERT INTO job_versions (job, version, yaml, definition, created_at, actor) VALUES ($id, $version, $yaml, $definition, $at, $actor)',
    {
      ...row,
      yaml,
      at,
      actor,
      definition: JSON.stringify(job.definition),
    },
  );
  return row.version;
}

export function removeJob(store: Store, id: number, at: number): void {
  store.run('UPDATE jobs SET removed_at = $at WHERE id = $id', { id, at });
}

export function setDisabled(store: Store, id: number, disabled: boolean): void {
  store.run('UPDATE jobs SET disabled = $disabled WHERE id = $id', { id, disabled: disabled ? 1 : 0 });
}
