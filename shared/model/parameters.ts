// Parameters of jobs: what one may be, the variable that carries it, and the values of a run. Knows nothing of schedules, so that a
// page that shows a run needs no reader of cron lines.
import * as z from 'zod';

export const parameterTypes = ['string', 'integer', 'number', 'boolean', 'choice'] as const;

/** A parameter as a job file has it. */
export const parameter = z.strictObject({
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

export type JobParameter = z.infer<typeof parameter>;

/** Name of the variable that carries a parameter: `db-name` -> `DJCRON_PARAM_DB_NAME`. */
export function parameterVariable(name: string): string {
  return `DJCRON_PARAM_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

export interface ParameterProblem {
  name: string;
  message: string;
}

/** What is wrong with parameters before any value is given, by path in the job file. */
export function parameterProblems(parameters: readonly JobParameter[]): ParameterProblem[] {
  const problems: ParameterProblem[] = [];
  const seen = new Map<string, string>();
  parameters.forEach((item, i) => {
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
