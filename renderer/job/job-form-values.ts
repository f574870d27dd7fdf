// What the form shows of a job file: the text of each value as it stands there, empty where there is none. What a value means,
// and whether it is right, is judged elsewhere.
import { type Document, isMap, isScalar, isSeq } from 'yaml';
import { type Path, read } from './job-document.ts';

/** What the form shows of a job file; absent values are empty. */
export interface JobForm {
  name: string;
  description: string;
  tags: string[];
  script: { text: string; file: string | null; runAs: string; workingDirectory: string; env: { name: string; value: string }[] };
  parameters: ParameterForm[];
  schedules: ScheduleForm[];
  targets: string;
  mode: string;
  policies: {
    fanout: string;
    concurrency: string;
    retries: RetriesForm;
    timeout: string;
    idleTimeout: string;
    connectTimeout: string;
    successCodes: string;
    grace: string;
    samples: string;
    output: string;
    outputLimit: string;
    spoolLimit: string;
    keepRuns: string;
    keepDays: string;
  };
}

export interface RetriesForm {
  limit: string;
  delay: string;
  backoff: string;
  on: string[];
}

/** One entry of `schedules`. Of cron, at and every, null is what the file does not have. */
export interface ScheduleForm {
  name: string;
  cron: string | null;
  at: string | null;
  every: string | null;
  timezone: string;
  jitter: string;
  gap: string;
  overlap: string;
  misfire: string;
  maxLate: string;
  start: string;
  end: string;
  blackouts: BlackoutForm[];
}

/** From `start` to `end`, or `for` so long whenever `cron` says. */
export interface BlackoutForm {
  start: string;
  end: string;
  cron: string | null;
  for: string;
}

export interface ParameterForm {
  name: string;
  type: string;
  description: string;
  /** null: no default */
  default: string | null;
  required: boolean;
  pattern: string;
  choices: string[];
}

/** Null when the text is no YAML mapping: then only the YAML editor can show it. */
export function formOf(yaml: string): JobForm | null {
  const document = read(yaml);
  if (document.errors.length > 0 || !isMap(document.contents)) return null;
  const text = (path: Path) => textAt(document, path);
  return {
    name: text(['name']),
    description: text(['description']),
    tags: textsAt(document, ['tags']),
    script: {
      text: text(['script', 'text']),
      file: document.hasIn(['script', 'file']) ? text(['script', 'file']) : null,
      runAs: text(['script', 'runAs']),
      workingDirectory: text(['script', 'workingDirectory']),
      env: pairsAt(document, ['script', 'env']),
    },
    parameters: itemsAt(document, ['parameters']).map((_, i) => parameterAt(document, ['parameters', i])),
    schedules: itemsAt(document, ['schedules']).map((_, i) => scheduleAt(document, ['schedules', i])),
    targets: text(['targets']),
    mode: text(['mode']),
    policies: {
      fanout: text(['policies', 'fanout']),
      concurrency: text(['policies', 'concurrency']),
      retries: {
        limit: text(['policies', 'retries', 'limit']),
        delay: text(['policies', 'retries', 'delay']),
        backoff: text(['policies', 'retries', 'backoff']),
        on: textsAt(document, ['policies', 'retries', 'on']),
      },
      timeout: text(['policies', 'timeout']),
      idleTimeout: text(['policies', 'idleTimeout']),
      connectTimeout: text(['policies', 'connectTimeout']),
      successCodes: textsAt(document, ['policies', 'successCodes']).join(', '),
      grace: text(['policies', 'cancel', 'grace']),
      samples: text(['policies', 'samples']),
      output: text(['policies', 'output']),
      outputLimit: text(['policies', 'outputLimit']),
      spoolLimit: text(['policies', 'spoolLimit']),
      keepRuns: text(['policies', 'keep', 'runs']),
      keepDays: text(['policies', 'keep', 'days']),
    },
  };
}

function parameterAt(document: Document, path: Path): ParameterForm {
  return {
    name: textAt(document, [...path, 'name']),
    type: textAt(document, [...path, 'type']) || 'string',
    description: textAt(document, [...path, 'description']),
    default: document.hasIn([...path, 'default']) ? textAt(document, [...path, 'default']) : null,
    required: textAt(document, [...path, 'required']) === 'true',
    pattern: textAt(document, [...path, 'pattern']),
    choices: textsAt(document, [...path, 'choices']),
  };
}

function scheduleAt(document: Document, path: Path): ScheduleForm {
  const text = (key: string) => textAt(document, [...path, key]);
  const optional = (key: string) => (document.hasIn([...path, key]) ? text(key) : null);
  // `end: null` says that there is none
  const moment = (key: string) => (/^(null|~)?$/.test(text(key)) ? '' : text(key));
  return {
    name: text('name'),
    cron: optional('cron'),
    at: optional('at'),
    every: optional('every'),
    timezone: text('timezone'),
    jitter: text('jitter'),
    gap: text('gap'),
    overlap: text('overlap'),
    misfire: text('misfire'),
    maxLate: text('maxLate'),
    start: moment('start'),
    end: moment('end'),
    blackouts: itemsAt(document, [...path, 'blackouts']).map((_, i) => blackoutAt(document, [...path, 'blackouts', i])),
  };
}

function blackoutAt(document: Document, path: Path): BlackoutForm {
  const text = (key: string) => textAt(document, [...path, key]);
  return { start: text('start'), end: text('end'), cron: document.hasIn([...path, 'cron']) ? text('cron') : null, for: text('for') };
}

function textAt(document: Document, path: Path): string {
  const node: unknown = document.getIn([...path], true);
  return isScalar(node) && typeof node.value === 'string' ? node.value : '';
}

function itemsAt(document: Document, path: Path): unknown[] {
  const node: unknown = document.getIn([...path], true);
  return isSeq(node) ? node.items : [];
}

function textsAt(document: Document, path: Path): string[] {
  return itemsAt(document, path).map((_, i) => textAt(document, [...path, i]));
}

function pairsAt(document: Document, path: Path): { name: string; value: string }[] {
  const node: unknown = document.getIn([...path], true);
  if (!isMap(node)) return [];
  return node.items.map((pair) => {
    const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
    return { name, value: textAt(document, [...path, name]) };
  });
}
