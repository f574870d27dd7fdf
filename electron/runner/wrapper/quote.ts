// One command line that every login shell reads alike: words in single quotes that hold nothing any of them treats
// specially there. `'` ends quotes, fish reads `\`, csh reads `!` and newlines even inside quotes.

const forbidden = /['\\!\n\r\0]/;

function quoteWord(word: string): string {
  if (forbidden.test(word)) {
    throw new Error(`cannot be put on a command line: ${JSON.stringify(word.slice(0, 60))}`);
  }
  return /^(-[a-zA-Z]|[a-z0-9][a-z0-9._-]*)$/i.test(word) ? word : `'${word}'`;
}

/**
 * `sh -c TEXT dj ARGS`, as another user when asked. The first word has no slash, since rbash refuses those. Throws when a
 * word cannot be carried: such data goes by standard input.
 */
export function shellCommand(text: string, args: readonly string[], runAs: string | null): string {
  const sudo = runAs === null ? [] : ['sudo', '-n', '-H', '-u', runAs];
  return [...sudo, 'sh', '-c', oneLine(text), 'dj', ...args].map(quoteWord).join(' ');
}

/** Few programs, asked for at each start. */
const oneLiners = new Map<string, string>();

/** Programs are written over several lines, each ended so that all may stand on one. */
export function oneLine(text: string): string {
  const known = oneLiners.get(text);
  if (known !== undefined) return known;
  const line = text
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('#'))
    .join(' ');
  oneLiners.set(text, line);
  return line;
}
