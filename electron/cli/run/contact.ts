// What is said while a run is followed when contact to hosts is lost, and when it is there again. Pure, but for what was said.
import type { Execution } from '../../../shared/contract/run.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';

/** Gives what is to be said since the last call: a line for all that lost contact, one for all that have it again. */
export function createContactWords(): (executions: readonly Execution[]) => string[] {
  const away = new Set<string>();
  return (executions) => {
    const isAway = ({ state, noContactSince }: Execution) => state === 'running' && noContactSince !== null;
    const lost = executions.filter((one) => isAway(one) && !away.has(one.host));
    const met = executions.filter((one) => !isAway(one) && away.has(one.host));
    for (const { host } of lost) away.add(host);
    for (const { host } of met) away.delete(host);
    const back = met.filter(({ state }) => state !== 'lost').map(({ host }) => host);
    return [...(lost.length > 0 ? [lostLine(lost)] : []), ...(back.length > 0 ? [`${foldNames(back)}: in contact again`] : [])];
  };
}

function lostLine(lost: readonly Execution[]): string {
  const why = lost.length === 1 ? lost[0]?.detail : null;
  const names = foldNames(lost.map(({ host }) => host));
  return `${names}: no contact${why ? `: ${why}` : ''}; ${lost.length === 1 ? 'its script goes on' : 'their scripts go on'} there`;
}
