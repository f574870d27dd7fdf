// The job file: what a definition may hold, its defaults, and the rules that one field's form cannot tell.
// Times and sizes here are strings as people write them; policies.ts gives numbers.
import * as z from 'zod';
import { AppError, type RefusalCode } from '../errors.ts';
import { chainLink, channels, linkKeys } from './chain.ts';
import { parameter, parameterProblems } from './parameters.ts';
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

/** Keys of the job file that a later version understands: refused by name, never silently dropped. */
export const laterKeys: Record<string, readonly string[]> = {
  '': ['secrets'],
  script: ['container'],
  policies: ['batches', 'stopOnFailure'],
};

/** `path`: of the value that is wrong, as in `parameters[0].default`. */
export interface DefinitionProblem {
  code: RefusalCode;
  path: string;
  message: string;
  remedy: string;
}

/** Rules over the whole definition that no single field can tell. */
export function definitionProblems(definition: JobDefinition): DefinitionProblem[] {
  const problems = parameterProblems(definition.parameters).map(({ name: path, message }) => problemAt(path, message));
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
