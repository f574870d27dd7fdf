import { describe, expect, test } from 'vitest';
import { tableLines } from '../../electron/cli/terminal/table.ts';
import { clip, csvCell, pad, terminalLine, visible, widthOf } from '../../electron/cli/terminal/text.ts';

describe('the width of a text', () => {
  test.each([
    ['abc', 3],
    ['', 0],
    ['日本', 4],
    ['한국', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['👩‍💻', 2],
    ['a\u200bb', 2],
    ['Ｗ', 2],
  ])('%j takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test('is what clipping and padding go by', () => {
    expect([clip('日本語', 5), clip('abc', 3), clip('abcd', 3), pad('日', 4), pad('7', 3, 'right')]).toEqual([
      '日本…',
      'abc',
      'ab…',
      '日  ',
      '  7',
    ]);
  });
});

describe('what a host wrote', () => {
  test('cannot order a terminal about in our own tables', () => {
    expect(visible('a\u001b]0;title\u0007b\r\n\u009b31m\u202eevil\u007f')).toBe('a␛]0;title␇b␍␊\\x9b31m\\u202eevil␡');
  });

  test('keeps its colours on a terminal, and nothing else', () => {
    const line = '\u001b[31mred\u001b[2J\u001b]8;;http://x\u001b\\link\u001b]8;;\u0007 \u001bPq\u001b\\\tend\u0007\r';
    expect(terminalLine(line, true)).toBe('\u001b[31mredlink \tend␇␍\u001b[0m');
    expect(terminalLine(line, false)).toBe('redlink \tend␇␍');
    expect(terminalLine('plain', true)).toBe('plain');
  });
});

describe('a CSV cell', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@x', "'@x"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['plain', 'plain'],
    [-1, '-1'],
    [null, ''],
    [true, 'true'],
  ])('%j becomes %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});

describe('a table', () => {
  const columns = [
    { name: 'NAME', value: (row: { name: string; count: number }) => row.name },
    { name: 'COUNT', value: (row: { name: string; count: number }) => row.count, align: 'right' as const },
    { name: 'NOTE', value: () => 'all the same' },
  ];

  test('lines its columns up by width, not by characters', () => {
    const rows = [
      { name: '日本', count: 7 },
      { name: 'b', count: 12 },
    ];
    expect(tableLines(rows, columns, { width: null, colour: false })).toEqual([
      'NAME  COUNT  NOTE',
      '日本      7  all the same',
      'b        12  all the same',
    ]);
  });

  test('takes room from the widest column until it fits the terminal', () => {
    const rows = [{ name: 'a-very-long-name-of-a-host.example.org', count: 1 }];
    const lines = tableLines(rows, columns, { width: 40, colour: false });
    expect(lines.map(widthOf).every((width) => width <= 40)).toBe(true);
    expect(lines[1]).toBe('a-very-long-name-o…      1  all the same');
  });

  test('never lets a cell break its line', () => {
    expect(tableLines([{ name: 'a\nb', count: 1 }], columns, { width: null, colour: false })[1]).toBe('a␊b       1  all the same');
  });
});
