// The job file: what a definition may hold, its defaults, and the rules that one field's form cannot tell.
// Times and sizes here are strings as people write them; policies.ts gives numbers.
import * as z from 'zod';
import { AppError, type RefusalCode } from '../errors.ts';
import { chainLink, channels, linkKeys } from './chain.ts';
import { policies } from './policies.ts';
import { scheduleEntry, scheduleName, scheduleOf } from './schedule/schedule.ts';

const envName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not a variable name')
  .refine((name) => !name.startsWith('DJCRON'), 'names beginning with DJCRON are set by djcron');
/** An environment string may not hold NUL, nor be longer than Linux takes (MAX_ARG_STRLEN less the name). */
const envValue = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .refine((text) => !text.includes('\0'), 'holds a NUL byte')
  .refine((text) => text.length <= 100_000, 'is longer than 100,000 characters, more than a host takes');

export const parameterTypes = ['string', 'integer', 'number', 'boolean', 'choice'] as const;

const parameter = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'has letters, digits, "_" and "-" only and begins with a letter'),
  type: z.enum(parameterTypes).default('string'),
  description: z.string().default(''),
  default: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional(),
  required: z.boolean().default(false),
  pattern: z.string().refine(isPattern, 'is not a regular expression').optional(),
  choices: z
    .array(z.union([z.string(), z.number(), z.boolean()]).transform(String))
    .min(1)
    .optional(),
});

const script = z
  .strictObject({
    text: z.string().min(1, 'is empty').optional(),
    file: z.string().min(1).optional(),
    runAs: z
      .string()
      .regex(/^[a-z_][a-z0-9_.-]*\$?$/i, 'is not a user name')
      .optional(),
    workingDirectory: z.string().min(1).optional(),
    env: z.record(envName, envValue).default({}),
  })
  .refine((value) => (value.text === undefined) !== (value.file === undefined), 'needs either text or file');

export const jobDefinition = z.strictObject({
  apiVersion: z.literal('djcron/v1'),
  kind: z.literal('Job'),
  name: z
    .string()
    .max(100)
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'has a-z, 0-9 and "-" only and begins with a letter or digit'),
  description: z.string().default(''),
  tags: z.array(z.string().min(1)).default([]),
  script,
  parameters: z.array(parameter).default([]),
  targets: z.string().min(1, 'is empty'),
  mode: z.union([z.enum(['all', 'one']), z.number().int().min(1)]).default('all'),
  schedules: z.array(scheduleEntry).max(100).default([]),
  policies: policies.prefault({}),
  onSuccess: z.array(chainLink).max(50).default([]),
  onFailure: z.array(chainLink).max(50).default([]),
  onFinish: z.array(chainLink).max(50).default([]),
  /** starts when all of these have succeeded in the same cycle */
  after: z.array(z.string().min(1)).max(50).default([]),
});

export type JobDefinition = z.infer<typeof jobDefinition>;
export type JobParameter = JobDefinition['parameters'][number];

/** Keys of the job file that a later version understands: refused by name, never silently dropped. */
export const laterKeys: Record<string, readonly string[]> = {
  '': ['secrets'],
  script: ['container'],
  policies: ['batches', 'stopOnFailure'],
};

/** Name of the variable that carries a parameter: `db-name` -> `DJCRON_PARAM_DB_NAME`. */
export function parameterVariable(name: string): string {
  return `DJCRON_PARAM_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

export interface ParameterProblem {
  name: string;
  message: string;
}

/** `path`: of the value that is wrong, as in `parameters[0].default`. */
export interface DefinitionProblem {
  code: RefusalCode;
  path: string;
  message: string;
  remedy: string;
}

/** Rules over the whole definition that no single field can tell. */
export function definitionProblems(definition: JobDefinition): DefinitionProblem[] {
  const problems = parameterProblems(definition).map(({ name: path, message }) => problemAt(path, message));
  if (definition.script.text?.includes('\0')) problems.push(problemAt('script.text', 'holds a NUL byte', 'DJ-SCRIPT-INVALID'));
  return [...problems, ...scheduleProblems(definition), ...chainProblems(definition)];
}

function problemAt(path: string, message: string, code: RefusalCode = 'DJ-JOB-INVALID', remedy = ''): DefinitionProblem {
  return { code, path, message, remedy };
}

function chainProblems(definition: JobDefinition): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  for (const key of linkKeys) {
    definition[key].forEach((link, i) => {
      const path = `${key}[${i}]`;
      const kinds = [link.job, link.script, link.notify].filter((value) => value !== undefined);
      if (kinds.length !== 1) problems.push(problemAt(path, 'names one of job, script or notify'));
      if (link.params !== undefined && link.job === undefined) problems.push(problemAt(`${path}.params`, 'is for a job'));
      if (link.timeout !== undefined && link.script === undefined) problems.push(problemAt(`${path}.timeout`, 'is for a script'));
      if (link.script?.includes('\0')) problems.push(problemAt(`${path}.script`, 'holds a NUL byte', 'DJ-SCRIPT-INVALID'));
      if (link.notify !== undefined && !channels.some((channel) => channel === link.notify))
        problems.push(
          problemAt(`${path}.notify`, `there is no channel "${link.notify}"`, 'DJ-JOB-INVALID', `this version has: ${channels.join(', ')}`),
        );
    });
  }
  return problems;
}

function scheduleProblems({ schedules, parameters }: JobDefinition): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const names = new Set<string>();
  schedules.forEach((entry, i) => {
    const name = scheduleName(entry, i);
    if (names.has(name)) problems.push(problemAt(`schedules[${i}].name`, `"${name}" is the name of two schedules`));
    names.add(name);
    try {
      scheduleOf(entry, i, 'UTC');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, what, where, remedy } = error.refusal;
      problems.push(problemAt([`schedules[${i}]`, where].filter((part) => part !== '').join('.'), what, code, remedy));
    }
  });
  if (schedules.length === 0) return problems;
  parameters.forEach((item, i) => {
    if (item.required && (item.default === undefined || item.default === ''))
      problems.push(
        problemAt(`parameters[${i}]`, `${item.name} needs a value, and a schedule gives none`, 'DJ-JOB-INVALID', 'give it a default'),
      );
  });
  return problems;
}

function parameterProblems(definition: JobDefinition): ParameterProblem[] {
  const problems: ParameterProblem[] = [];
  const seen = new Map<string, string>();
  definition.parameters.forEach((item, i) => {
    const variable = parameterVariable(item.name);
    const other = seen.get(variable);
    const path = `parameters[${i}]`;
    if (other !== undefined) problems.push({ name: path, message: `"${item.name}" and "${other}" would both be ${variable}` });
    seen.set(variable, item.name);
    if (item.type === 'choice' && item.choices === undefined) problems.push({ name: path, message: 'a choice needs choices' });
    if (item.default !== undefined) {
      const wrong = valueProblem(item, item.default);
      if (wrong !== null) problems.push({ name: `${path}.default`, message: wrong });
    }
  });
  return problems;
}

/** Values for a run: defaults filled in, each checked; or what is wrong, by parameter. */
export function resolveParameters(
  parameters: readonly JobParameter[],
  given: Readonly<Record<string, string>>,
): { values: Record<string, string>; problems: ParameterProblem[] } {
  const values: Record<string, string> = {};
  const problems: ParameterProblem[] = [];
  const known = new Set(parameters.map((item) => item.name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) problems.push({ name, message: `there is no parameter "${name}"` });
  }
  for (const item of parameters) {
    const value = given[item.name] ?? item.default;
    if (value === undefined || (value === '' && item.required)) {
      if (item.required) problems.push({ name: item.name, message: 'a value is required' });
      continue;
    }
    const wrong = valueProblem(item, value);
    if (wrong === null) values[item.name] = value;
    else problems.push({ name: item.name, message: wrong });
  }
  return { values, problems };
}

function valueProblem(item: JobParameter, value: string): string | null {
  if (value.includes('\0')) return 'holds a NUL byte';
  if (value.length > 100_000) return 'is longer than 100,000 characters, more than a host takes';
  if (item.type === 'integer' && !/^[+-]?\d+$/.test(value)) return `"${value}" is not an integer`;
  if (item.type === 'number' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return `"${value}" is not a number`;
  if (item.type === 'boolean' && value !== 'true' && value !== 'false') return `"${value}" is not true or false`;
  if (item.type === 'choice' && !item.choices?.includes(value)) return `"${value}" is none of ${item.choices?.join(', ')}`;
  if (item.pattern !== undefined && !new RegExp(`^(?:${item.pattern})$`, 'u').test(value))
    return `"${value}" does not match ${item.pattern}`;
  return null;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(`^(?:${text})$`, 'u');
    return true;
  } catch {
    return false;
  }
}
