// What would run and where, in a terminal; of a retry also how its job differs now from how it ran.
import { structuredPatch } from 'diff';
import type { RetryPlan, RunPlan } from '../../../shared/contract/run.ts';
import { visibleButTabs } from '../../../shared/model/harmless-text.ts';
import { fields } from '../host/host-view.ts';
import { toneOf } from '../terminal/colour.ts';
import { showElapsed } from '../terminal/moment.ts';
import type { OneView } from '../terminal/printer.ts';
import { tableLines } from '../terminal/table.ts';

export const planView: OneView<RunPlan> = {
  columns: [
    { name: 'TARGET', value: (plan) => plan.target },
    { name: 'HOSTS', value: (plan) => plan.folded },
  ],
  name: (plan) => plan.hosts.map((host) => host.name).join('\n'),
  text: (plan, look) => [
    ...fields([
      ...(plan.retry === null ? [] : [['retry of', retryWords(plan.retry)] as const]),
      ['target', plan.target],
      ['hosts', `${plan.hosts.length}${plan.retry === null ? '' : endWords(plan.retry)}: ${plan.folded}`],
      [
        'parameters',
        Object.entries(plan.params)
          .map(([name, value]) => `${name}=${value}`)
          .join(', ') || '-',
      ],
      ['run as', plan.runAs ?? '-'],
      ['interpreter', plan.interpreter],
      ['fanout', String(plan.fanout)],
      ['timeout', showElapsed(plan.timeoutMs)],
      ...plan.warnings.map((warning) => ['warning', warning] as const),
    ]),
    'script:',
    ...linesOf(plan.script).map((line) => `  ${visibleButTabs(line)}`),
    '',
    ...tableLines(
      plan.hosts,
      [
        { name: 'HOST', value: (host) => host.name },
        { name: 'ADDRESS', value: (host) => host.address },
        { name: 'USER', value: (host) => host.user },
        { name: 'KEY', value: (host) => host.hostKeyState, tone: (host) => toneOf(host.hostKeyState) },
        { name: 'WARNING', value: (host) => host.warning },
      ],
      look,
    ),
    ...todayText(plan.retry),
  ],
};

function retryWords({ id, use }: RetryPlan): string {
  return `${id}, ${use === 'today' ? 'by what the job says today' : 'as it ran'}`;
}

/** Of the states that are meant, those that a host of the run ended in. */
function endWords({ states, counts }: RetryPlan): string {
  return ` that ended ${states.filter((state) => (counts[state] ?? 0) > 0).join(' or ')}`;
}

function linesOf(script: string): string[] {
  return script.replace(/\n$/, '').split('\n');
}

/** The difference is told whichever of the two would run. */
function todayText(retry: RetryPlan | null): string[] {
  if (retry === null || retry.today === null) return [];
  const { version, params, script, target, how, problem } = retry.today;
  const told = [
    ...params.map(({ name, before, after }) => `  parameter ${name}: ${before ?? '(none)'} -> ${after ?? '(none)'}`),
    ...(target === null ? [] : [`  target: ${target.before} -> ${target.after}${hostsWords(target)}`]),
    ...how.map(({ name, before, after }) => `  ${name}: ${before} -> ${after}`),
    ...(script === null ? [] : ['  script:', ...scriptDifference(script).map((line) => `    ${visibleButTabs(line)}`)]),
    ...(problem === null ? [] : [`  it would be refused: ${problem}`]),
  ];
  if (told.length === 0) return ['', `version ${version} of the job, of today, says the same`];
  return ['', `version ${version} of the job, of today, differs:`, ...told];
}

function hostsWords({ added, gone }: { added: string; gone: string }): string {
  const words = [...(added === '' ? [] : [`adds ${added}`]), ...(gone === '' ? [] : [`lacks ${gone}`])];
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function scriptDifference({ before, after }: { before: string; after: string }): string[] {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: 2 });
  return hunks.flatMap(({ oldStart, newStart, lines }) => [`@@ -${oldStart} +${newStart} @@`, ...lines]);
}
