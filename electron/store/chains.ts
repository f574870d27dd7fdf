// What follows runs: steps that are due, running or over; jobs that wait for several others, and the successes they wait with.
import type { ChainLink, StepState, Token } from '../../shared/model/chain.ts';
import type { Store } from './open.ts';

export interface StepRow {
  id: number;
  /** the run it follows */
  run: string;
  link: ChainLink;
  state: StepState;
  reason: string | null;
  /** the run it started */
  startedRun: string | null;
  exitCode: number | null;
  /** of a script: the end of what it wrote */
  output: string | null;
  startedAt: number | null;
  finishedAt: number | null;
}

interface Stored extends Omit<StepRow, 'link'> {
  link: string;
}

const columns = `id, run, link, state, reason, started_run AS startedRun, exit_code AS exitCode, output, started_at AS startedAt,
  finished_at AS finishedAt`;
const modelOf = (row: Stored): StepRow => ({ ...row, link: JSON.parse(row.link) as ChainLink });

export function insertStep(store: Store, run: string, link: ChainLink): void {
  store.run(`INSERT INTO chain_steps (run, link, state) VALUES ($run, $link, 'due')`, { run, link: JSON.stringify(link) });
}

export function listSteps(store: Store, run: string): StepRow[] {
  return store.all<Stored>(`SELECT ${columns} FROM chain_steps WHERE run = $run ORDER BY id`, { run }).map(modelOf);
}

export function openSteps(store: Store): StepRow[] {
  return store.all<Stored>(`SELECT ${columns} FROM chain_steps WHERE state IN ('due', 'running') ORDER BY id`).map(modelOf);
}

export function writeStep(store: Store, step: StepRow): void {
  const { id, state, reason, startedRun, exitCode, output, startedAt, finishedAt } = step;
  store.run(
    `UPDATE chain_steps SET state = $state, reason = $reason, started_run = $startedRun, exit_code = $exitCode, output = $output,
       started_at = $startedAt, finished_at = $finishedAt WHERE id = $id`,
    { id, state, reason, startedRun, exitCode, output, startedAt, finishedAt },
  );
}

/** Jobs that wait for this one. */
export function childrenOf(store: Store, parent: string): string[] {
  return store.all<{ child: string }>('SELECT child FROM chain_parents WHERE parent = $parent', { parent }).map(({ child }) => child);
}

/** Successes it has of jobs that it does not wait for any more go with that. */
export function writeParents(store: Store, child: string, parents: readonly string[]): void {
  store.run('DELETE FROM chain_parents WHERE child = $child', { child });
  for (const parent of new Set(parents)) store.run('INSERT INTO chain_parents VALUES ($parent, $child)', { parent, child });
  store.run('DELETE FROM chain_tokens WHERE child = $child AND parent NOT IN (SELECT parent FROM chain_parents WHERE child = $child)', {
    child,
  });
}

/** Oldest first. */
export function listTokens(store: Store, child: string): Token[] {
  return store.all('SELECT parent, run, cycle FROM chain_tokens WHERE child = $child ORDER BY run', { child });
}

export function writeToken(store: Store, child: string, { parent, run, cycle }: Token): void {
  store.run('INSERT OR REPLACE INTO chain_tokens (child, parent, cycle, run) VALUES ($child, $parent, $cycle, $run)', {
    child,
    parent,
    cycle,
    run,
  });
}

export function deleteTokens(store: Store, child: string, tokens: readonly Pick<Token, 'parent' | 'cycle'>[]): void {
  for (const { parent, cycle } of tokens)
    store.run('DELETE FROM chain_tokens WHERE child = $child AND parent = $parent AND cycle = $cycle', { child, parent, cycle });
}
