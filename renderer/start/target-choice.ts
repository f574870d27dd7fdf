// The target expression for the hosts that were left ticked.

/**
 * The expression itself when all its hosts are meant; otherwise without the others, written the shorter way: operators
 * are read from left to right, so `a,b ! c` takes c from the whole.
 */
export function targetOf(expression: string, hosts: readonly string[], chosen: ReadonlySet<string>): string {
  const meant = hosts.filter((host) => chosen.has(host));
  const others = hosts.filter((host) => !chosen.has(host));
  if (others.length === 0) return expression;
  return others.length < meant.length ? [expression.trim(), ...others].join(' ! ') : meant.join(',');
}

/** Whether two lists name the same hosts, in whatever order. */
export function sameHosts(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one);
  return names.size === new Set(other).size && other.every((host) => names.has(host));
}
