// Names of hosts for cells that have little room: what all of them share is left out. Pure.

/** For every name what tells it from the others, `…` in place of a shared beginning; whole where it is short enough. */
export function shortNames(names: readonly string[], most: number): Map<string, string> {
  const bare = withoutDomains(names);
  const longest = Math.max(0, ...[...bare.values()].map((name) => name.length));
  if (longest <= most) return bare;
  const shared = sharedBeginning([...bare.values()]);
  if (shared < 2) return bare;
  return new Map([...bare].map(([name, short]) => [name, `…${short.slice(shared)}`]));
}

/** Without what follows the first dot, unless two would be called the same. */
function withoutDomains(names: readonly string[]): Map<string, string> {
  const firsts = names.map((name) => name.split('.', 1)[0] ?? name);
  const told = new Set(firsts).size === names.length;
  return new Map(names.map((name, i) => [name, told ? (firsts[i] ?? name) : name]));
}

/** Length of the beginning that all share, at most to where a number begins: `web-` of web-01 and web-02. */
function sharedBeginning(names: readonly string[]): number {
  const [first = '', ...rest] = names;
  let length = 0;
  while (length < first.length && rest.every((name) => name[length] === first[length])) length += 1;
  const digits = /\d+$/.exec(first.slice(0, length))?.[0].length ?? 0;
  return length - digits;
}
