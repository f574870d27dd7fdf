// What a terminal would show of a line, and what may never reach the page.
import { describe, expect, it } from 'vitest';
import { plainText, screenLine } from '../../renderer/output/screen-line.ts';

const esc = '\u001b';

describe('a progress line', () => {
  it('shows its last state', () => {
    expect(plainText(' 10% of 4 MiB\r 55% of 4 MiB\r100% of 4 MiB')).toBe('100% of 4 MiB');
  });

  it('keeps what a shorter state did not overwrite, as a terminal does', () => {
    expect(plainText('copying 100%\rdone')).toBe('doneing 100%');
  });

  it('loses the rest when the script erases it', () => {
    expect(plainText(`copying 100%\r${esc}[Kdone`)).toBe('done');
  });

  it('stays when the cursor only went back to its beginning', () => {
    expect(plainText('50%\r')).toBe('50%');
  });

  it('is overwritten by backspaces', () => {
    expect(plainText('|\b/\b-\b\\')).toBe('\\');
  });

  it('may move to a column and forward without filling the memory', () => {
    expect(plainText(`ab${esc}[5Gc${esc}[2Cd`)).toBe('ab  c  d');
    expect(plainText(`${esc}[999999999Cx`).length).toBe(20_001);
  });
});

describe('sequences that act', () => {
  it('of titles, links and the clipboard are taken out', () => {
    expect(plainText(`${esc}]0;owned\u0007a${esc}]8;;https://example.net${esc}\\link${esc}]8;;${esc}\\${esc}]52;c;aGk=\u0007`)).toBe(
      'alink',
    );
  });

  it('without an end stay visible instead of swallowing the line', () => {
    expect(plainText(`${esc}]0;title and more`)).toBe('^[]0;title and more');
  });

  it('of the screen and the cursor are taken out', () => {
    expect(plainText(`${esc}[2J${esc}[H${esc}[?25lok${esc}(B${esc}=`)).toBe('ok');
  });

  it('of control characters become visible', () => {
    expect(plainText('a\u0000b\u0007c\u007fd\u0085e')).toBe('a^@b^Gc^?d‹U+0085›e');
  });

  it('of reordering become visible', () => {
    expect(plainText('rm \u202egnp.cod')).toBe('rm ‹U+202E›gnp.cod');
  });
});

describe('colours', () => {
  it('carry over to the next line until they are reset', () => {
    const first = screenLine(`${esc}[31mred`);
    expect(first.style).toBe(`${esc}[31m`);
    const second = screenLine('still red', first.style);
    expect(second).toEqual({ text: `${esc}[31mstill red`, style: `${esc}[31m` });
    expect(screenLine(`${esc}[0mplain`, second.style)).toEqual({ text: 'plain', style: '' });
  });

  it('given with colons are written with semicolons', () => {
    expect(screenLine(`${esc}[38:2::1:2:3mx`).style).toBe(`${esc}[38;2;1;2;3m`);
    expect(screenLine(`${esc}[38:5:196mx`).style).toBe(`${esc}[38;5;196m`);
    expect(screenLine(`${esc}[4:3mx`).style).toBe(`${esc}[4m`);
  });

  it('switched on for ever do not grow for ever', () => {
    const many = Array.from({ length: 1000 }, (_, i) => `${esc}[3${i % 8}m`).join('');
    expect(screenLine(`${many}x`).style.length).toBeLessThan(500);
  });

  it('of other private sequences are no colours', () => {
    expect(screenLine(`${esc}[>4;2mx`)).toEqual({ text: 'x', style: '' });
  });
});

it('text without anything special is left as it is, tabs included', () => {
  expect(screenLine('a\tb ü 漢 😀')).toEqual({ text: 'a\tb ü 漢 😀', style: '' });
});
