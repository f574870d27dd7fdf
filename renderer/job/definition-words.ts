// A job's definition as sentences a person reads: what happens when it runs. Pure.
import { formatDuration } from '../../shared/model/duration.ts';
import type { JobDefinition } from '../../shared/model/job.ts';
import { type Keep, policiesOf, type Retries } from '../../shared/model/policies.ts';
import { formatSize } from '../../shared/model/size.ts';
import { interpreterOf } from '../editor/script-language.ts';
import { linkWords } from './chain-words.ts';
import { concurrencyChoices } from './concurrency-words.ts';

export interface Fact {
  name: string;
  text: string;
}

export function factsOf(definition: JobDefinition): Fact[] {
  const { script, mode } = definition;
  const policies = policiesOf(definition);
  const facts: (Fact | null)[] = [
    { name: 'Where', text: `${whichOf(mode)} of ${definition.targets}` },
    {
      name: 'By',
      text: script.text === undefined ? 'its first line' : (interpreterOf(script.text) ?? '/bin/sh, as it has no first line that says'),
    },
    { name: 'As', text: script.runAs === undefined ? 'the user of each host' : `${script.runAs}, by sudo` },
    script.workingDirectory === undefined ? null : { name: 'In', text: script.workingDirectory },
    { name: 'At the same time', text: policies.fanout === 1 ? 'one host after the other' : `${policies.fanout} hosts at most` },
    {
      name: 'While a run goes on',
      text: `one that is due ${concurrencyChoices.find(({ value }) => value === policies.concurrency)?.label}`,
    },
    policies.retries === null ? null : { name: 'Tried again', text: retryWords(policies.retries) },
    definition.after.length === 0 ? null : { name: 'Starts after', text: `${definition.after.join(', ')}, when all of them succeeded` },
    definition.onSuccess.length === 0 ? null : { name: 'When it succeeded', text: linkWords(definition.onSuccess) },
    definition.onFailure.length === 0 ? null : { name: 'When it failed', text: linkWords(definition.onFailure) },
    definition.onFinish.length === 0 ? null : { name: 'When it is over', text: linkWords(definition.onFinish) },
    { name: 'Time limit', text: policies.timeoutMs === null ? 'none' : `${formatDuration(policies.timeoutMs)} on each host` },
    policies.idleTimeoutMs === null ? null : { name: 'Without output', text: `ended after ${formatDuration(policies.idleTimeoutMs)}` },
    policies.connectTimeoutMs === null ? null : { name: 'To connect', text: `${formatDuration(policies.connectTimeoutMs)} at most` },
    { name: 'Succeeds with', text: codesOf(policies.successCodes) },
    { name: 'When cancelled', text: `SIGTERM, and after ${formatDuration(policies.graceMs)} SIGKILL` },
    {
      name: 'Output',
      text: `${policies.output === 'merged' ? 'both streams in one, in their exact order' : 'stdout and stderr apart'}; ${formatSize(policies.outputLimitBytes)} of each host stored, ${formatSize(policies.spoolLimitBytes)} on it at most`,
    },
    policies.keep === null ? null : { name: 'Output stays', text: keepWords(policies.keep) },
    { name: 'Resources', text: policies.samplesMs === 0 ? 'not measured' : `measured every ${formatDuration(policies.samplesMs)}` },
  ];
  return facts.filter((fact) => fact !== null);
}

function whichOf(mode: JobDefinition['mode']): string {
  if (mode === 'all') return 'all hosts';
  return mode === 'one' || mode === 1 ? 'one host' : `${mode} hosts`;
}

function keepWords({ runs, days }: Keep): string {
  const parts = [
    ...(runs === null ? [] : [runs === 1 ? 'of the newest run' : `of the newest ${runs} runs`]),
    ...(days === null ? [] : [days === 1 ? 'for a day' : `for ${days} days`]),
  ];
  return parts.join(', ');
}

function retryWords({ limit, delayMs, backoff, on }: Retries): string {
  const times = limit === 1 ? 'once' : `${limit} times`;
  const wait = `${formatDuration(delayMs)}${backoff === 'exponential' ? ', doubled each time' : ''}`;
  return `${times} at most, after ${wait}, when ${on.join(', ')}`;
}

function codesOf(codes: readonly number[]): string {
  if (codes.length === 1) return `exit code ${codes[0]}`;
  return `exit codes ${codes.slice(0, -1).join(', ')} and ${codes.at(-1)}`;
}
