// Numbers of things in words: `1,204 lines`, `1 line`.

// made once: making a format for every number costs more than drawing the number
const numbers = new Intl.NumberFormat('en');

export function formatCount(count: number): string {
  return numbers.format(count);
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
