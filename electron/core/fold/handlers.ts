// Groups of a run, and what sets one apart: read when asked, so that whoever comes sees the run as it is now.
import { setImmediate } from 'node:timers/promises';
import type { Groups } from '../../../shared/contract/groups.ts';
import { hunksOf } from '../../../shared/model/fold/line-diff.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import type { Core } from '../core.ts';
import { cutOf, instantOf } from '../edge.ts';
import { os } from '../os.ts';
import { type Comparisons, countsOf, createComparisons } from './comparisons.ts';
import { type FoldedGroup, type FoldedRun, foldRun, groupNamed } from './folded-run.ts';
import type { Folder } from './folder.ts';
import { beginningOf, presentChange } from './sample.ts';

/** Bytes of output of one group, and of all together. */
const shownBytes = 1 << 16;
const shownInAll = 2 << 20;
const shownAtLeast = 1 << 11;
/** Groups further down are told without what sets them apart. */
const comparedGroups = 100;

export function groupHandlers(core: Core, folder: Folder) {
  const comparisons = createComparisons(core);
  return {
    groups: os.runs.groups.handler(async ({ input }) => {
      const folded = await foldRun(core, folder, input);
      return {
        ...tellRest(core, folded),
        similar: input.similar,
        groups: await tellGroups(core, folded, { comparisons, similar: input.similar }),
      };
    }),
    groupDiff: os.runs.groupDiff.handler(async ({ input }) => {
      const folded = await foldRun(core, folder, input);
      const group = groupNamed(folded, input.key);
      const against = input.against === undefined ? (folded.groups[0] ?? group) : groupNamed(folded, input.against);
      const difference = comparisons.whole(folded, against, group);
      return {
        run: folded.run.id,
        key: group.key,
        against: against.key,
        host: group.sample.host,
        againstHost: against.sample.host,
        ...countsOf(difference),
        hunks: (difference?.streams ?? []).flatMap((part) =>
          hunksOf(part.changes, input.context).map((hunk) => ({
            stream: part.stream,
            lines: hunk.map((change) => presentChange(part, change)),
          })),
        ),
      };
    }),
  };
}

interface With {
  comparisons: Comparisons;
  similar: boolean;
}

async function tellGroups({ store }: Core, folded: FoldedRun, { comparisons, similar }: With): Promise<Groups['groups']> {
  const { run, groups } = folded;
  const [reference] = groups;
  const most = Math.min(shownBytes, Math.max(shownAtLeast, Math.floor(shownInAll / Math.max(1, groups.length))));
  const near = similar ? await comparisons.similar(folded) : null;
  const told: Groups['groups'] = [];
  for (const [i, group] of groups.entries()) {
    await setImmediate(); // each may take a while: whatever else waits goes first
    told.push({
      ...tellGroup(group),
      ...(run.outputRemoved ? noOutput(group) : beginningOf(store, group.sample, most)),
      differences: reference && i > 0 && i <= comparedGroups ? comparisons.brief(folded, reference, group) : null,
      similarTo: near?.get(group.key)?.to ?? null,
      likeness: near?.get(group.key)?.likeness ?? null,
    });
  }
  return told;
}

function tellGroup({ key, members, sample, reference }: FoldedGroup) {
  const names = members.map(({ host }) => host);
  return {
    key,
    hosts: foldNames(names),
    names,
    count: names.length,
    state: sample.state,
    exitCode: sample.exitCode,
    signal: sample.signal,
    reason: sample.reason,
    detail: sample.detail,
    reference,
    host: sample.host,
    attempt: sample.attempt,
    lines: sample.lines,
    cut: cutOf(sample),
  };
}

function noOutput({ sample }: FoldedGroup) {
  return { output: '', stderrAt: 0, truncated: sample.stdoutBytes + sample.stderrBytes > 0 };
}

function tellRest(core: Core, { run, rules, basis, unfinished, comparing }: FoldedRun): Omit<Groups, 'groups' | 'similar'> {
  const live = core.recorder.run(run.id);
  const lastLineOf = ({ position }: ExecutionRow) => live?.executions[position]?.lastLine ?? '';
  const running = unfinished.filter(({ state }) => state === 'running');
  const queued = unfinished.filter(({ state }) => state === 'queued');
  return {
    run: run.id,
    complete: unfinished.length + comparing.length === 0,
    normalisers: [...rules],
    basis,
    outputRemoved: run.outputRemoved && { at: instantOf(run.outputRemoved.at), why: run.outputRemoved.why },
    unfinished: {
      ...named(unfinished),
      lastLines: [
        ...running.map((row) => ({ host: row.host, state: 'running' as const, lastLine: lastLineOf(row) })),
        ...queued.map(({ host }) => ({ host, state: 'queued' as const, lastLine: '' })),
      ],
    },
    comparing: named(comparing),
  };
}

function named(rows: readonly ExecutionRow[]) {
  const names = rows.map(({ host }) => host);
  return { count: names.length, hosts: foldNames(names), names };
}
