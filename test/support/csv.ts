// CSV as RFC 4180 has it, read strictly: what is no CSV throws.

export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const quoted = /"((?:[^"]|"")*)"/y;
      quoted.lastIndex = at;
      const plain = /[^",\r\n]*/y;
      plain.lastIndex = at;
      const match = quoted.exec(text) ?? plain.exec(text);
      if (match === null) throw new Error(`no cell at ${at}`);
      row.push(match[1] === undefined ? match[0] : match[1].replaceAll('""', '"'));
      at += match[0].length;
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text.slice(at, at + 2) !== '\r\n') throw new Error(`a row ends with ${JSON.stringify(text.slice(at, at + 2))} at ${at}`);
    at += 2;
    rows.push(row);
  }
  return rows;
}
