// Indices (the numbers in names, as written) sorted and folded into runs, by nodeset's rules for padding.

/** Shorter indices first, then by their digits: 9, 09, 10, 010. */
export function compareIndices(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

export function sortIndices(indices: Iterable<string>): string[] {
  return [...indices].sort(compareIndices);
}

/** `[01-03,07]`, or the index alone when it is one. */
export function foldIndices(indices: readonly string[]): string {
  if (indices.length === 1) return indices[0] ?? '';
  const runs = runsOf(indices).map(([first, last]) => (first === last ? first : `${first}-${last}`));
  return `[${runs.join(',')}]`;
}

/**
 * Indices, each once, as pairs of first and last. nodeset looks for runs of any step and prints those of step 1 as a range,
 * the rest one by one; a run that begins padded keeps its width to its end. Both show: 08,10,99,100 but 08-09,11,99-100.
 */
export function runsOf(indices: Iterable<string>): [first: string, last: string][] {
  const runs: [string, string][] = [];
  let run: string[] = [];
  let step: bigint | null = null;
  let padded = false;
  const tell = (items: readonly string[]) => {
    const [first, last] = [items[0], items.at(-1)];
    if (first === undefined || last === undefined) return;
    if (step === 1n) runs.push([first, last]);
    else for (const item of items) runs.push([item, item]);
  };
  const begin = (index: string, guess: bigint | null) => {
    run = [index];
    step = guess;
    padded = isPadded(index);
  };
  for (const index of sortIndices(indices)) {
    const last = run.at(-1);
    const apart: bigint | null = last === undefined ? null : BigInt(index) - BigInt(last);
    if (last === undefined) {
      begin(index, null);
    } else if (padded ? index.length !== last.length : isPadded(index)) {
      tell(run);
      begin(index, null);
    } else if (step === null || step === apart) {
      run.push(index);
      step = apart;
    } else if (step === 1n) {
      tell(run);
      begin(index, apart);
    } else {
      tell(run.slice(0, -1));
      run = [last, index];
      step = apart;
    }
  }
  tell(run);
  return runs;
}

function isPadded(index: string): boolean {
  return index.length > 1 && index.startsWith('0');
}
