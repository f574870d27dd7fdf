// Target expressions to hosts of the catalog. Whether no host at all is a refusal is left to the caller.
import { AppError } from '../../errors.ts';
import { combine, expandOperands } from './expand.ts';
import { foldNames } from './fold.ts';
import { selectGroup, type TargetHost } from './group.ts';
import { nearestOf } from './nearest.ts';
import { orderNames } from './order.ts';
import { columnOf, syntaxError } from './position.ts';
import { type Operand, parseExpression } from './syntax.ts';
import { hasWildcard, wildcardMatcher } from './wildcard.ts';

export interface TargetCatalog {
  hosts: readonly TargetHost[];
}

/**
 * Names of the hosts, spelled as in the catalog, in nodeset's order. Empty when the expression leaves none.
 * Throws DJ-TARGET-SYNTAX with the column, DJ-TARGET-UNKNOWN with what is not known and the nearest that is.
 */
export function resolveTarget(expression: string, catalog: TargetCatalog): string[] {
  const operands = parseExpression(expression);
  if (operands.length === 0) throw syntaxError(expression, 0, 'the target is empty', 'name a host, a cluster such as @web, or @all');
  const words = expandOperands(expression, operands);
  const byName = new Map(catalog.hosts.map((host) => [host.name.toLowerCase(), host]));
  const scope: Scope = { expression, hosts: catalog.hosts, byName };
  const sets = operands.map((operand, i) => ({ operator: operand.operator, members: membersOf(operand, words[i] ?? [], scope) }));
  return orderNames(Array.from(combine(sets), (host) => host.name));
}

interface Scope {
  expression: string;
  hosts: readonly TargetHost[];
  /** by lower-case name */
  byName: ReadonlyMap<string, TargetHost>;
}

function membersOf(operand: Operand, words: readonly string[], scope: Scope): Set<TargetHost> {
  if (operand.text.startsWith('@')) return groupMembers(operand, words, scope);
  const members = new Set<TargetHost>();
  const unknown: string[] = [];
  for (const word of words) {
    if (hasWildcard(word)) {
      const fits = wildcardMatcher(word);
      for (const host of scope.hosts) if (fits(host.name)) members.add(host);
    } else {
      const host = scope.byName.get(word.toLowerCase());
      if (host) members.add(host);
      else unknown.push(word);
    }
  }
  if (unknown.length > 0) throw unknownHosts(operand, unknown, scope);
  return members;
}

function groupMembers(operand: Operand, words: readonly string[], scope: Scope): Set<TargetHost> {
  const members = new Set<TargetHost>();
  for (const word of words) {
    const selection = selectGroup(word, scope.hosts);
    if ('malformed' in selection) throw syntaxError(scope.expression, operand.at, selection.malformed, selection.remedy);
    if ('unknown' in selection) {
      const { unknown, remedy } = selection;
      throw new AppError('DJ-TARGET-UNKNOWN', unknown, { where: columnOf(scope.expression, operand.at), remedy });
    }
    for (const host of selection.hosts) members.add(host);
  }
  return members;
}

function unknownHosts(operand: Operand, unknown: readonly string[], { expression, hosts }: Scope): AppError {
  const what = `there is no host "${foldNames(unknown)}"`;
  return new AppError('DJ-TARGET-UNKNOWN', what, { where: columnOf(expression, operand.at), remedy: hint(unknown, hosts) });
}

function hint(unknown: readonly string[], hosts: readonly TargetHost[]): string {
  const [first = ''] = unknown;
  const cluster = hosts.flatMap((host) => host.clusters).find((name) => name.toLowerCase() === first.toLowerCase());
  if (cluster !== undefined) return `the cluster is written "@${cluster}"`;
  if (hosts.length === 0) return 'there are no hosts yet; add one first';
  const near = nearestOf(
    first,
    hosts.map((host) => host.name),
  );
  return near === null ? 'nothing known has a similar name' : `did you mean "${near}"?`;
}
