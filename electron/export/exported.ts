// What every form of an export is made of, and which of a job's wishes that form cannot keep: those are said in it, never left out.
import type { JobDefinition } from '../../shared/model/job.ts';
import { parameterVariable } from '../../shared/model/parameters.ts';
import { policies } from '../../shared/model/policies.ts';
import type { ScheduleEntry } from '../../shared/model/schedule/schedule.ts';

export interface ExportedJob {
  name: string;
  enabled: boolean;
  definition: JobDefinition;
}

export interface ExportedFile {
  /** where it belongs on a host; a plain name: wherever a person likes */
  path: string;
  text: string;
}

/** What begins every line that is said of a job rather than by it. */
export const mark = '# djcron:';

/** Of a job as a whole. `kept`: keys of its policies that the form says in its own words. */
export function remarksOf({ name, enabled, definition }: ExportedJob, kept: readonly string[]): string[] {
  const { tags, parameters, targets, mode, schedules } = definition;
  const unkept = [...unkeptPolicies(definition, kept), ...unkeptKeys(definition)];
  const needed = parameters.filter((item) => item.default === undefined).map((item) => item.name);
  const variables = [...new Set((definition.script.text ?? '').match(/\bDJCRON_(?!PARAM_)[A-Z_]+/g) ?? [])];
  return [
    `${name}, for ${targets}${mode === 'all' ? '' : mode === 'one' ? ', on one of them' : `, on ${mode} of them`}${enabled ? '' : '; disabled in djcron'}`,
    ...(tags.length === 0 ? [] : [`tags: ${tags.join(', ')}`]),
    ...(unkept.length === 0 ? [] : [`not kept here: ${unkept.join('; ')}`]),
    ...(needed.length === 0 ? [] : [`parameters without a value: ${needed.join(', ')}`]),
    ...(variables.length === 0 ? [] : [`only djcron sets ${variables.join(', ')}, which the script reads`]),
    ...(schedules.length === 0 ? ['it has no schedule'] : []),
  ].map(oneLine);
}

/** Keys of a job that every form has a place for, or that are said above. */
const placed = ['apiVersion', 'kind', 'name', 'description', 'tags', 'script', 'parameters', 'targets', 'mode', 'schedules', 'policies'];

function unkeptKeys(definition: JobDefinition): string[] {
  return Object.entries(definition).flatMap(([key, value]) =>
    placed.includes(key) || value == null || (Array.isArray(value) && value.length === 0) ? [] : [`${key} ${JSON.stringify(value)}`],
  );
}

function unkeptPolicies({ policies: own }: JobDefinition, kept: readonly string[]): string[] {
  const usual: Record<string, unknown> = policies.parse({});
  return Object.entries(own).flatMap(([key, value]) => {
    if (kept.includes(key) || value === undefined || JSON.stringify(value) === JSON.stringify(usual[key])) return [];
    return [`${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`];
  });
}

/** Of one schedule: what the form does not say for itself. */
export function scheduleRemarks(entry: ScheduleEntry, kept: readonly (keyof ScheduleEntry)[]): string[] {
  const usual: Partial<Record<keyof ScheduleEntry, unknown>> = { gap: 'first-valid', overlap: 'first', misfire: 'once' };
  const keys = ['jitter', 'gap', 'overlap', 'misfire', 'maxLate', 'start', 'end'] as const;
  const unkept = keys.flatMap((key) =>
    kept.includes(key) || entry[key] == null || entry[key] === usual[key] ? [] : [`${key} ${entry[key]}`],
  );
  const blackouts = entry.blackouts.map((blackout) => `blackout ${JSON.stringify(blackout)}`);
  return unkept.length + blackouts.length === 0 ? [] : [oneLine(`not kept here: ${[...unkept, ...blackouts].join('; ')}`)];
}

/** As the script sees them: its own, and the defaults of its parameters. */
export function environmentOf({ script, parameters }: JobDefinition): Map<string, string> {
  const defaults = parameters.flatMap((item): [string, string][] =>
    item.default === undefined ? [] : [[parameterVariable(item.name), item.default]],
  );
  return new Map([...Object.entries(script.env), ...defaults]);
}

/** Of a program that stands in a folder of PATH: a name that cannot hide another program. */
export function placeOf(name: string): string {
  return `/usr/local/bin/djcron-${name}`;
}

/** What cron keeps of a schedule by itself: it catches nothing up. */
export function keptByCron(entry: ScheduleEntry): (keyof ScheduleEntry)[] {
  return entry.misfire === 'skip' ? ['misfire'] : [];
}

/** A schedule as a person wrote it. */
export function wordOf(entry: ScheduleEntry): string {
  return entry.cron ?? (entry.at === undefined ? `every ${entry.every}` : `at ${entry.at}`);
}

/** One word of a POSIX shell. */
export function quoted(text: string): string {
  return /^[A-Za-z0-9_/.:=@+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f]+/g, ' ').trim();
}
