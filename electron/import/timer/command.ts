// ExecStart= of systemd as a command of a POSIX shell: its words with their quotes, escapes and specifiers, and the variables
// systemd would put in. What has no equal there is refused with the reason. Pure.

export interface ShellCommand {
  text: string;
  /** a failure of it does not count */
  mayFail: boolean;
  /** it has a word that is split where its blanks are */
  splits: boolean;
  /** run as root, whoever the service's user is */
  asRoot: boolean;
}

interface Word {
  text: string;
  /** without quotes */
  isBare: boolean;
}

/** The commands of one value: `;` as a word of its own begins another. Throws an Error that says what cannot be taken. */
export function readCommands(value: string, unit: string): ShellCommand[] {
  const [, signs = '', rest = ''] = /^([@:+!-]*)(.*)$/s.exec(value.trim()) ?? [];
  if (signs.includes('@')) throw new Error('its first word is a name of its own (@)');
  const commands: Word[][] = [[]];
  for (const word of wordsOf(rest)) {
    if (word.isBare && word.text === ';') commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands
    .filter((words) => words.length > 0)
    .map((words) => {
      const said = words.map((word) => shellWord({ ...word, text: specified(word.text, unit) }, signs.includes(':')));
      return {
        text: said.map(({ text }) => text).join(' '),
        mayFail: signs.includes('-'),
        splits: said.some(({ splits }) => splits),
        asRoot: /[+!]/.test(signs),
      };
    });
}

const escapes: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', s: ' ' };

/** Also of Environment=. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  const word = /\s*(?:"((?:\\.|[^"\\])*)"(?=\s|$)|'((?:\\.|[^'\\])*)'(?=\s|$)|((?:\\.|[^\s"'\\])(?:\\.|[^\s\\])*))/sy;
  for (let at = 0; at < text.trimEnd().length; at = word.lastIndex) {
    word.lastIndex = at;
    const match = word.exec(text);
    if (match === null) throw new Error('its quotes are not understood');
    const bare = match[3];
    words.push({ text: unescaped(match[1] ?? match[2] ?? bare ?? ''), isBare: bare !== undefined });
  }
  return words;
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|(.))/gs,
    (_, hex?: string, octal?: string, unicode?: string, one?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
      return escapes[one ?? ''] ?? one ?? '';
    },
  );
}

/** `%%`, and what can be told from the name of the unit. Throws for others. */
export function specified(text: string, unit: string): string {
  const [, stem = unit, instance = ''] = /^([^@]*)(?:@(.*))?\.\w+$/.exec(unit) ?? [];
  const known: Record<string, string> = {
    '%': '%',
    n: unit,
    N: unit.replace(/\.\w+$/, ''),
    p: stem,
    i: instance,
    I: instance.replaceAll('-', '/').replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  };
  return text.replace(/%(.)/g, (_, sign: string) => {
    const value = known[sign];
    if (value === undefined) throw new Error(`it has the specifier %${sign}, which systemd knows alone`);
    return value;
  });
}

/** `$NAME` as a whole word is split, `${NAME}` anywhere is one word; `$$` is a dollar. */
function shellWord({ text, isBare }: Word, isPlain: boolean): { text: string; splits: boolean } {
  if (isPlain) return { text: quoted(text), splits: false };
  if (isBare && /^\$[A-Za-z_]\w*$/.test(text)) return { text, splits: true };
  const parts = text.split(/(\$\{[A-Za-z_]\w*\}|\$\$)/).filter((part) => part !== '');
  const said = parts.map((part) => (part === '$$' ? `'$'` : /^\$\{\w+\}$/.test(part) ? `"${part}"` : quoted(part)));
  return { text: said.join('') || "''", splits: false };
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
