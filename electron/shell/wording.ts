// Numbers in sentences, for what the desktop says outside the page.

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
