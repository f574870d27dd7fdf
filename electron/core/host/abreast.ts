// Doing one thing with many hosts, so many at a time that neither side is overrun; results in the order of the hosts.

const abreast = 32;

export async function eachAtOnce<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const position = next;
      next += 1;
      const item = items[position];
      if (item !== undefined) results.set(position, await work(item));
    }
  };
  await Promise.all(Array.from({ length: Math.min(abreast, items.length) }, lane));
  return items.flatMap((_, position) => (results.has(position) ? [results.get(position) as Result] : []));
}
