// A run folded as it stands now: what has ended and is compared in groups, what has ended and is being compared, what goes on.
import { createHash } from 'node:crypto';
import type { Groups } from '../../../shared/contract/groups.ts';
import { AppError } from '../../../shared/errors.ts';
import { type End, groupsOf, isToldByDetail, type Group as ModelGroup } from '../../../shared/model/fold/groups.ts';
import { defaultNormalisers, type Normaliser, normalise } from '../../../shared/model/fold/normalisers.ts';
import { ownNames } from '../../../shared/model/fold/own-names.ts';
import { isFinal } from '../../../shared/model/run.ts';
import { type ExecutionRow, listExecutions } from '../../store/executions.ts';
import { namesOfHost } from '../../store/hosts.ts';
import type { RunRow } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { runNamed } from '../run/handlers.ts';
import type { Folder } from './folder.ts';

export interface FoldedGroup extends ModelGroup<End & { row: ExecutionRow }> {
  key: string;
  /** whose output is shown for all */
  sample: ExecutionRow;
}

export interface FoldedRun {
  run: RunRow;
  /** in use */
  rules: readonly Normaliser[];
  basis: Groups['basis'];
  groups: FoldedGroup[];
  unfinished: ExecutionRow[];
  comparing: ExecutionRow[];
}

export interface FoldOrder {
  id: string;
  normalisers: readonly Normaliser[];
}

export async function foldRun(core: Core, folder: Folder, order: FoldOrder): Promise<FoldedRun> {
  const { id } = runNamed(core, order.id);
  const ended = listExecutions(core.store, id).filter(({ state }) => isFinal(state));
  const asked = await folder.digestsOf(id, ended, order.normalisers);
  // while they were waited for, output may have gone and more may have ended
  const run = runNamed(core, id);
  const rules = run.outputRemoved ? defaultNormalisers : order.normalisers;
  const digests = run.outputRemoved ? await folder.digestsOf(id, [], rules) : asked;
  const rows = listExecutions(core.store, id);
  const basis = run.outputRemoved && rows.some((row) => hasOutput(row) && !digests.has(row.id)) ? 'ends' : 'output';
  const digestOf = (row: ExecutionRow) => (basis === 'ends' || !hasOutput(row) ? '' : digests.get(row.id));
  const finished = rows.filter(({ state }) => isFinal(state));
  return {
    run,
    rules,
    basis,
    groups: groupRows(core, finished, { digestOf, rules }),
    comparing: finished.filter((row) => digestOf(row) === undefined),
    unfinished: rows.filter(({ state }) => !isFinal(state)),
  };
}

function hasOutput({ stdoutBytes, stderrBytes }: ExecutionRow): boolean {
  return stdoutBytes + stderrBytes > 0;
}

interface By {
  digestOf(row: ExecutionRow): string | undefined;
  rules: readonly Normaliser[];
}

function groupRows(core: Core, rows: readonly ExecutionRow[], { digestOf, rules }: By): FoldedGroup[] {
  const tell = tellerOf(core, new Set(rules));
  const ends = rows.flatMap((row) => {
    const digest = digestOf(row);
    const { host, state, exitCode, signal, reason } = row;
    return digest === undefined ? [] : [{ host, state, exitCode, signal, reason, told: tell(row), digest, row }];
  });
  return groupsOf(ends).map((group) => ({ ...group, key: keyOf(group.identity), sample: group.members[0].row }));
}

/** Why an execution never ran, normalised as output is. */
function tellerOf({ store }: Core, rules: ReadonlySet<Normaliser>): (row: ExecutionRow) => string {
  return ({ state, detail, host }) =>
    detail === null || !isToldByDetail(state) ? '' : normalise(detail, ownNames(namesOfHost(store, host)), rules);
}

function keyOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}

/** Throws DJ-GROUP-UNKNOWN. */
export function groupNamed({ run, groups, comparing }: FoldedRun, key: string): FoldedGroup {
  const group = groups.find((one) => one.key === key);
  if (group) return group;
  throw new AppError('DJ-GROUP-UNKNOWN', `the run has no group ${key}`, {
    where: run.id,
    remedy: comparing.length > 0 ? 'long outputs are still being compared: try again' : `see: djcron run groups ${run.id}`,
  });
}
