// The job file: what a definition may hold, its defaults, and the rules that one field's form cannot tell.
// Times and sizes here are strings as people write them; `policiesOf` gives numbers.
import * as z from 'zod';
import { parseDuration } from './duration.ts';
import { parseSize } from './size.ts';

const duration = z.string().refine((text) => parseDuration(text) !== null, 'is not a duration such as 90s, 5m or 1h30m');
const smallestSize = 1024;
const size = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => (parseSize(text) ?? 0) >= smallestSize, 'is not a size of 1KiB or more, such as 50MiB or 1GB');
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

const policies = z.strictObject({
  fanout: z.number().int().min(1).max(10_000).default(20),
  timeout: duration.optional(),
  /** without a byte of output for so long, the script is ended */
  idleTimeout: duration.optional(),
  connectTimeout: duration.optional(),
  successCodes: z.array(z.number().int().min(0).max(255)).min(1).default([0]),
  cancel: z.strictObject({ grace: duration.default('10s') }).default({ grace: '10s' }),
  /** merged: stderr goes where stdout goes, so that their order is exact */
  output: z.enum(['separate', 'merged']).default('separate'),
  /** what is stored of an execution's output: beyond it the middle is left out */
  outputLimit: size.default('1GiB'),
  /** what output may lie on the host: beyond it the script is ended */
  spoolLimit: size.default('1GiB'),
  samples: z.union([z.literal('off'), duration]).default('1s'),
  /** output of the newest runs, and of younger ones; null: as the settings say */
  keep: z
    .strictObject({ runs: z.number().int().min(1).optional(), days: z.number().int().min(1).optional() })
    .refine((keep) => keep.runs !== undefined || keep.days !== undefined, 'needs runs, days or both')
    .optional(),
});

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
  policies: policies.prefault({}),
});

export type JobDefinition = z.infer<typeof jobDefinition>;
export type JobParameter = JobDefinition['parameters'][number];

/** Keys of the job file that a later version understands: refused by name, never silently dropped. */
export const laterKeys: Record<string, readonly string[]> = {
  '': ['schedules', 'secrets', 'onSuccess', 'onFailure', 'onFinish', 'after'],
  script: ['container'],
  policies: ['batches', 'stopOnFailure', 'concurrency', 'retries'],
};

export interface Policies {
  fanout: number;
  timeoutMs: number | null;
  idleTimeoutMs: number | null;
  connectTimeoutMs: number | null;
  successCodes: number[];
  graceMs: number;
  /** 0: off */
  samplesMs: number;
  output: 'separate' | 'merged';
  outputLimitBytes: number;
  spoolLimitBytes: number;
  keep: Keep | null;
}

/** Whose output stays: of so many newest runs of the job, and of those at most so many days old; null: no such limit. */
export interface Keep {
  runs: number | null;
  days: number | null;
}

/** What a run has that was stored before there were these policies, and an ad-hoc one that does not say. */
export const outputDefaults = {
  idleTimeoutMs: null,
  output: 'separate',
  outputLimitBytes: 1024 ** 3,
  spoolLimitBytes: 1024 ** 3,
  keep: null,
} as const satisfies Partial<Policies>;

export function policiesOf(definition: JobDefinition): Policies {
  const { fanout, timeout, idleTimeout, connectTimeout, successCodes, cancel, samples, output, outputLimit, spoolLimit, keep } =
    definition.policies;
  const ms = (text: string | undefined) => (text === undefined ? null : parseDuration(text));
  return {
    fanout,
    timeoutMs: ms(timeout),
    idleTimeoutMs: ms(idleTimeout),
    connectTimeoutMs: ms(connectTimeout),
    successCodes,
    graceMs: ms(cancel.grace) ?? 10_000,
    samplesMs: samples === 'off' ? 0 : Math.max(1000, ms(samples) ?? 1000),
    output,
    outputLimitBytes: parseSize(outputLimit) ?? outputDefaults.outputLimitBytes,
    spoolLimitBytes: parseSize(spoolLimit) ?? outputDefaults.spoolLimitBytes,
    keep: keep === undefined ? null : { runs: keep.runs ?? null, days: keep.days ?? null },
  };
}

/** Name of the variable that carries a parameter: `db-name` -> `DJCRON_PARAM_DB_NAME`. */
export function parameterVariable(name: string): string {
  return `DJCRON_PARAM_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

export interface ParameterProblem {
  name: string;
  message: string;
}

/** Rules over the whole definition that no single field can tell. */
export function definitionProblems(definition: JobDefinition): ParameterProblem[] {
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
  if (definition.script.text?.includes('\0')) problems.push({ name: 'script.text', message: 'holds a NUL byte' });
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
