// Characters of a script that an editor does not show but a shell or a reader stumbles over.

export interface HiddenCharacter {
  /** offset in the text */
  at: number;
  line: number;
  column: number;
  name: string;
}

const names: Record<number, string> = {
  173: 'soft hyphen',
  160: 'no-break space',
  8203: 'zero-width space',
  8204: 'zero-width non-joiner',
  8205: 'zero-width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8232: 'line separator',
  8233: 'paragraph separator',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'pop directional formatting',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8288: 'word joiner',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'pop directional isolate',
  65279: 'byte order mark',
};

/** At most `most` of them, in order. Windows line ends are told by `hasWindowsLineEnds`, not here. */
export function hiddenCharacters(text: string, most = 100): HiddenCharacter[] {
  const found: HiddenCharacter[] = [];
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < text.length && found.length < most; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) {
      line += 1;
      lineStart = at + 1;
      continue;
    }
    const name = nameOf(code);
    if (name === null || (code === 0x0d && text.charCodeAt(at + 1) === 0x0a)) continue;
    found.push({ at, line, column: at - lineStart + 1, name: `${name} U+${code.toString(16).toUpperCase().padStart(4, '0')}` });
  }
  return found;
}

function nameOf(code: number): string | null {
  if (names[code] !== undefined) return names[code];
  return (code < 0x20 && code !== 0x09 && code !== 0x0a) || (code >= 0x7f && code < 0xa0) ? 'control character' : null;
}

export function hasWindowsLineEnds(text: string): boolean {
  return text.includes('\r\n');
}

export function withUnixLineEnds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
