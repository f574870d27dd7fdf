// Groups of a run, and what sets one apart: read when asked, so that whoever comes sees the run as it is now.
import { createHash } from 'node:crypto';
import type { Group, Groups } from '../../../shared/contract/groups.ts';
import { AppError } from '../../../shared/errors.ts';
import { type End, groupsOf, isToldByDetail, type Group as ModelGroup } from '../../../shared/model/fold/groups.ts';
import { hunksOf } from '../../../shared/model/fold/line-diff.ts';
import { defaultNormalisers, type Normaliser, normalise, ownNames } from '../../../shared/model/fold/normalisers.ts';
import { isFinal } from '../../../shared/model/run.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';
import { type ExecutionRow, listExecutions } from '../../store/executions.ts';
import { listHosts } from '../../store/hosts.ts';
import type { RunRow } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { cutOf, instantOf } from '../edge.ts';
import { os } from '../os.ts';
import { runNamed } from '../run/handlers.ts';
import type { Folder } from './folder.ts';
import { beginningOf, type Difference, differenceOf, presentChange } from './sample.ts';

/** Bytes of output of one group, and of all together. */
const shownBytes = 1 << 16;
const shownInAll = 2 << 20;
const shownAtLeast = 1 << 11;
/** Groups further down are told without what sets them apart. */
const comparedGroups = 100;
const firstLines = 6;

export function groupHandlers(core: Core, folder: Folder) {
  const differences = createDifferences(core);
  return {
    groups: os.runs.groups.handler(async ({ input }): Promise<Groups> => {
      const folded = await foldRun(core, folder, input);
      const { run, groups } = folded;
      const most = Math.min(shownBytes, Math.max(shownAtLeast, Math.floor(shownInAll / Math.max(1, groups.length))));
      const [reference] = groups;
      return {
        ...tellRest(core, folded),
        similar: input.similar,
        groups: groups.map((group, i) => ({
          ...tellGroup(group),
          ...(run.outputRemoved ? noOutput(group) : beginningOf(core.store, group.members[0].row, most)),
          differences: reference && i > 0 && i <= comparedGroups ? differences.brief(folded, reference, group) : null,
        })),
      };
    }),
    groupDiff: os.runs.groupDiff.handler(async ({ input }) => {
      const folded = await foldRun(core, folder, input);
      const group = groupNamed(folded, input.key);
      const against = input.against === undefined ? folded.groups[0] : groupNamed(folded, input.against);
      if (!against) throw new AppError('DJ-INTERNAL', 'a group without a reference');
      const difference = differences.whole(folded, against, group);
      return {
        run: folded.run.id,
        key: group.key,
        against: against.key,
        host: group.members[0].row.host,
        againstHost: against.members[0].row.host,
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

type Member = End & { row: ExecutionRow };
type KeyedGroup = ModelGroup<Member> & { key: string };

interface FoldedRun {
  run: RunRow;
  rules: readonly Normaliser[];
  basis: Groups['basis'];
  groups: KeyedGroup[];
  unfinished: ExecutionRow[];
  comparing: ExecutionRow[];
}

async function foldRun(core: Core, folder: Folder, input: { id: string; normalisers: readonly Normaliser[] }): Promise<FoldedRun> {
  const { id } = runNamed(core, input.id);
  const ended = listExecutions(core.store, id).filter(({ state }) => isFinal(state));
  // as it is after the waiting, in which more may have ended
  const digests = await folder.digestsOf(id, ended, input.normalisers);
  const run = runNamed(core, id);
  const rules = run.outputRemoved ? defaultNormalisers : input.normalisers;
  const known = run.outputRemoved ? await folder.digestsOf(id, [], defaultNormalisers) : digests;
  const rows = listExecutions(core.store, id);
  const wrote = ({ stdoutBytes, stderrBytes }: ExecutionRow) => stdoutBytes + stderrBytes > 0;
  const basis = run.outputRemoved && rows.some((row) => wrote(row) && !known.has(row.id)) ? 'ends' : 'output';
  const members: Member[] = [];
  const comparing: ExecutionRow[] = [];
  const tell = tellerOf(core, new Set(rules));
  for (const row of rows) {
    if (!isFinal(row.state)) continue;
    const digest = basis === 'ends' || !wrote(row) ? '' : known.get(row.id);
    if (digest === undefined) comparing.push(row);
    else {
      const { host, state, exitCode, signal, reason } = row;
      members.push({ host, state, exitCode, signal, reason, told: tell(row), digest, row });
    }
  }
  const groups = groupsOf(members).map((group) => ({ ...group, key: keyOf(group.identity) }));
  return { run, rules, basis, groups, comparing, unfinished: rows.filter(({ state }) => !isFinal(state)) };
}

/** Why an execution never ran, normalised as output is. */
function tellerOf({ store }: Core, rules: ReadonlySet<Normaliser>): (row: ExecutionRow) => string {
  const addresses = new Map(listHosts(store).map(({ name, address }) => [name.toLowerCase(), address]));
  return ({ state, detail, host }) => {
    if (detail === null || !isToldByDetail(state)) return '';
    return normalise(detail, ownNames({ name: host, address: addresses.get(host.toLowerCase()) ?? '' }), rules);
  };
}

function keyOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}

function groupNamed({ run, groups, comparing }: FoldedRun, key: string): KeyedGroup {
  const group = groups.find((one) => one.key === key);
  if (group) return group;
  throw new AppError('DJ-GROUP-UNKNOWN', `the run has no group ${key}`, {
    where: run.id,
    remedy: comparing.length > 0 ? 'long outputs are still being compared: try again' : `see: djcron run groups ${run.id}`,
  });
}

function tellGroup({ key, members, reference }: KeyedGroup) {
  const [{ row }] = members;
  const names = members.map(({ host }) => host);
  return {
    key,
    hosts: foldNames(names),
    names,
    count: names.length,
    state: row.state,
    exitCode: row.exitCode,
    signal: row.signal,
    reason: row.reason,
    detail: row.detail,
    reference,
    host: row.host,
    attempt: row.attempt,
    lines: row.lines,
    cut: cutOf(row),
    similarTo: null,
    likeness: null,
  };
}

function noOutput({ members: [{ row }] }: KeyedGroup) {
  return { output: '', stderrAt: 0, truncated: row.stdoutBytes + row.stderrBytes > 0 };
}

function tellRest(core: Core, { run, rules, basis, unfinished, comparing }: FoldedRun): Omit<Groups, 'groups' | 'similar'> {
  const live = core.recorder.run(run.id);
  const open = [...unfinished].sort((a, b) => Number(a.state === 'queued') - Number(b.state === 'queued'));
  return {
    run: run.id,
    complete: unfinished.length + comparing.length === 0,
    normalisers: [...rules],
    basis,
    outputRemoved: run.outputRemoved && { at: instantOf(run.outputRemoved.at), why: run.outputRemoved.why },
    unfinished: {
      ...named(unfinished),
      lastLines: open.map(({ host, state, position }) => ({
        host,
        state: state === 'queued' ? 'queued' : 'running',
        lastLine: live?.executions[position]?.lastLine ?? '',
      })),
    },
    comparing: named(comparing),
  };
}

function named(rows: readonly ExecutionRow[]) {
  const names = rows.map(({ host }) => host);
  return { count: names.length, hosts: foldNames(names), names };
}

/** How many are remembered: keys are made of contents, so that what sets two apart never changes. */
const remembered = 1000;

function createDifferences(core: Core) {
  const briefs = new Map<string, Group['differences']>();
  const whole = ({ run, rules }: FoldedRun, before: KeyedGroup, after: KeyedGroup): Difference | null =>
    run.outputRemoved ? null : differenceOf(core.store, { before: before.members[0].row, after: after.members[0].row }, new Set(rules));
  return {
    whole,
    brief(folded: FoldedRun, before: KeyedGroup, after: KeyedGroup): Group['differences'] {
      const key = `${folded.run.id} ${before.key} ${after.key}`;
      const known = briefs.get(key);
      if (known && !folded.run.outputRemoved) return known;
      const difference = whole(folded, before, after);
      const first = (difference?.streams ?? []).flatMap((part) =>
        part.changes
          .filter(({ kind }) => kind !== 'same')
          .slice(0, firstLines)
          .map((change) => presentChange(part, change)),
      );
      const brief = { ...countsOf(difference), first: first.slice(0, firstLines) };
      for (const oldest of briefs.keys()) if (briefs.size >= remembered) briefs.delete(oldest);
      briefs.set(key, brief);
      return brief;
    },
  };
}

function countsOf(difference: Difference | null) {
  if (difference === null) return { verdict: 'unavailable' as const, cut: false, added: null, removed: null };
  const { verdict, cut, streams } = difference;
  if (verdict === 'too-different') return { verdict, cut, added: null, removed: null };
  const count = (kind: 'added' | 'removed') =>
    streams.reduce((sum, { changes }) => sum + changes.filter((change) => change.kind === kind).length, 0);
  return { verdict, cut, added: count('added'), removed: count('removed') };
}
