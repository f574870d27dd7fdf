// Job files: YAML text -> definition, or what is wrong with it by line and column. Unknown keys are errors with the nearest
// known one; keys of later versions are named as such; nothing is silently dropped.
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { core } from 'zod';
import type { Problem } from '../../shared/contract/jobs.ts';
import type { RefusalCode } from '../../shared/errors.ts';
import { linkKeys } from '../../shared/model/chain.ts';
import { definitionProblems, type JobDefinition, jobDefinition, laterKeys } from '../../shared/model/job.ts';
import { nearestOf } from '../../shared/model/target/nearest.ts';

export interface JobFile {
  definition: JobDefinition | null;
  /** as far as it can be told even when the rest is wrong */
  name: string | null;
  problems: Problem[];
}

type Path = readonly PropertyKey[];

export function parseJobFile(yaml: string): JobFile {
  const lines = new LineCounter();
  const document = parseDocument(yaml, {
    lineCounter: lines,
    strict: true,
    uniqueKeys: true,
    version: '1.2',
    customTags: [],
    maxAliasCount: 100,
  } as object);
  const at = (offset: number | undefined) => {
    if (offset === undefined) return { line: null, column: null };
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const broken = [...document.errors, ...document.warnings].map(
    (error): Problem => ({
      severity: 'error',
      code: 'DJ-JOB-YAML',
      ...(error.code === 'MULTIPLE_DOCS'
        ? { message: 'a second document begins here', remedy: 'write each job into a file of its own' }
        : { message: firstLine(error.message), remedy: 'mend the YAML here' }),
      path: '',
      ...at(error.pos[0]),
    }),
  );
  if (broken.length > 0) return { definition: null, name: null, problems: broken };
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const name = nameIn(value);
  const parsed = jobDefinition.safeParse(value);
  if (parsed.success) {
    const problems = definitionProblems(parsed.data).map(
      (item): Problem => ({
        severity: 'error',
        ...item,
        ...at(offsetOf(document, pathOf(item.path))),
      }),
    );
    return {
      definition: problems.length === 0 ? parsed.data : null,
      name,
      problems: [...problems, ...warningsOf(parsed.data, document, at)],
    };
  }
  const problems = parsed.error.issues
    .flatMap((issue) => problemsOf(issue, value))
    .map(({ path, key, ...problem }): Problem => {
      const offset = offsetOf(document, key === undefined ? path : [...path, key], key !== undefined);
      return { severity: 'error', path: textOf(key === undefined ? path : [...path, key]), ...at(offset), ...problem };
    });
  return { definition: null, name, problems };
}

interface Found {
  code: RefusalCode;
  path: Path;
  /** the key itself is meant, not its value */
  key?: string;
  message: string;
  remedy: string;
}

function problemsOf(issue: core.$ZodIssue, value: unknown): Found[] {
  const code = 'DJ-JOB-INVALID' as const;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key));
  if (issue.code === 'invalid_union') {
    const best = issue.errors.flat().at(0);
    return [{ code, path: issue.path, message: best ? wordsOf(best, issue.path) : issue.message, remedy: remedyFor(issue.path) }];
  }
  const missing = issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined;
  const message = missing && issue.path.length > 0 ? `${nameOf(issue.path)} is missing` : wordsOf(issue, issue.path);
  return [{ code, path: issue.path, message, remedy: remedyFor(issue.path) }];
}

const nameOf = (path: Path) => String(path.at(-1) ?? 'the file');

/** An issue in words a person would use. */
function wordsOf(issue: core.$ZodIssue, path: Path): string {
  const name = nameOf(path);
  if (path.length === 0) return 'this is no job file';
  if (issue.code === 'invalid_type') return `${name} must be ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_small') return issue.origin === 'number' ? `${name} must be at least ${issue.minimum}` : `${name} is too short`;
  if (issue.code === 'too_big') return issue.origin === 'number' ? `${name} must be at most ${issue.maximum}` : `${name} is too long`;
  if (issue.code === 'invalid_value') return `${name} must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
  return `${name} ${issue.message}`;
}

const kinds: Record<string, string> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

const knownKeys: Record<string, readonly string[]> = {
  '': [
    'apiVersion',
    'kind',
    'name',
    'description',
    'tags',
    'script',
    'parameters',
    'targets',
    'mode',
    'schedules',
    'policies',
    'onSuccess',
    'onFailure',
    'onFinish',
    'after',
  ],
  script: ['text', 'file', 'runAs', 'workingDirectory', 'env'],
  parameters: ['name', 'type', 'description', 'default', 'required', 'pattern', 'choices'],
  schedules: ['name', 'cron', 'at', 'every', 'timezone', 'jitter', 'gap', 'overlap', 'misfire', 'maxLate', 'start', 'end', 'blackouts'],
  ...Object.fromEntries(linkKeys.map((key) => [key, ['job', 'params', 'script', 'timeout', 'notify']])),
  'schedules.blackouts': ['start', 'end', 'cron', 'for'],
  policies: [
    'fanout',
    'concurrency',
    'retries',
    'timeout',
    'idleTimeout',
    'connectTimeout',
    'successCodes',
    'cancel',
    'output',
    'outputLimit',
    'spoolLimit',
    'samples',
    'keep',
  ],
  'policies.retries': ['limit', 'delay', 'backoff', 'on'],
  'policies.cancel': ['grace'],
  'policies.keep': ['runs', 'days'],
};

function unknownKey(path: Path, key: string): Found {
  const place = path.filter((part) => typeof part === 'string').join('.');
  if (laterKeys[place]?.includes(key)) {
    return {
      code: 'DJ-JOB-UNSUPPORTED',
      path,
      key,
      message: `"${key}" is not understood by this version yet`,
      remedy: 'leave it out; it would not be honoured',
    };
  }
  const known = knownKeys[place] ?? [];
  const nearest = nearestOf(key, known);
  return {
    code: 'DJ-JOB-INVALID',
    path,
    key,
    message: `unknown key "${key}"`,
    remedy: nearest ? `did you mean "${nearest}"?` : `known here: ${known.join(', ')}`,
  };
}

function remedyFor(path: Path): string {
  const [first] = path;
  if (first === undefined) return 'begin it with: apiVersion: djcron/v1';
  if (first === 'apiVersion') return 'write: apiVersion: djcron/v1';
  if (first === 'kind') return 'write: kind: Job';
  if (first === 'script') return 'write the script under script.text, or name a file under script.file';
  if (first === 'targets') return 'name hosts, as in: targets: "@web ! web-03"';
  return 'the README has a table of all keys';
}

function warningsOf(
  definition: JobDefinition,
  document: Document,
  at: (offset: number | undefined) => { line: number | null; column: number | null },
): Problem[] {
  const text = definition.script.text ?? '';
  const place = { path: 'script.text', ...at(offsetOf(document, ['script', 'text'])) };
  const warnings: Problem[] = [];
  if (text.includes('\r')) {
    warnings.push({
      severity: 'warning',
      message: 'the script has CR line ends; a shell takes CR as part of the command',
      ...place,
      remedy: 'save it with LF line ends',
    });
  }
  if (/[\u202a-\u202e\u2066-\u2069\u200b]/.test(text)) {
    warnings.push({
      severity: 'warning',
      message: 'the script holds invisible characters that change how it reads',
      ...place,
      remedy: 'remove them',
    });
  }
  return warnings;
}

/** Where a path's value (or its key) begins; the nearest thing above it that is there, when it is missing. */
function offsetOf(document: Document, path: Path, key = false): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const parts = path.slice(0, length).map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (key || length < path.length || length === path.length) {
      const parent = length === 0 ? null : document.getIn(parts.slice(0, -1), true);
      if (isMap(parent)) {
        const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === parts.at(-1));
        if (pair && isScalar(pair.key) && pair.key.range)
          return key || length < path.length ? pair.key.range[0] : valueOffset(pair.value, pair.key.range[0]);
      }
    }
    const node = document.getIn(parts, true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}

function valueOffset(value: unknown, otherwise: number): number {
  return value !== null && typeof value === 'object' && 'range' in value && Array.isArray(value.range) ? Number(value.range[0]) : otherwise;
}

function pathOf(text: string): Path {
  return text
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function textOf(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at !== null && typeof at === 'object' ? Reflect.get(at, part) : undefined), value);
}

function nameIn(value: unknown): string | null {
  const name = valueAt(value, ['name']);
  return typeof name === 'string' ? name : null;
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}
