// Colours of a line as data, readable in both schemes.
import { describe, expect, it } from 'vitest';
import { ansiSpans, contrast, legible, paletteColour } from '../../renderer/output/ansi-spans.ts';
import { screenLine } from '../../renderer/output/screen-line.ts';

const esc = '\u001b';
const spans = (raw: string) => ansiSpans(screenLine(raw).text);

describe('spans', () => {
  it('name the sixteen colours by class, because the style sheet holds the palette', () => {
    expect(spans(`${esc}[31mbad${esc}[0m ok ${esc}[1;92mgood`)).toEqual([
      { text: 'bad', className: 'fg-red' },
      { text: ' ok ', className: '' },
      { text: 'good', className: 'bold fg-bright-green' },
    ]);
  });

  it('do not lend a later decoration to an earlier part', () => {
    expect(spans(`${esc}[1mA${esc}[3mB`)).toEqual([
      { text: 'A', className: 'bold' },
      { text: 'B', className: 'bold italic' },
    ]);
  });

  it('give exact colours as one value a scheme', () => {
    expect(spans(`${esc}[38;2;10;10;10mx`)[0]?.color).toMatch(/^light-dark\(rgb\(10 10 10\), rgb\(1\d\d 1\d\d 1\d\d\)\)$/);
  });

  it('turn reversed text round', () => {
    expect(spans(`${esc}[7;31mx`)).toEqual([{ text: 'x', className: '', background: 'rgb(179 22 27)', color: 'rgb(209 210 212)' }]);
  });

  it('lead to the web where a link says so, in the colours around it', () => {
    const link = (address: string, text: string) => `${esc}]8;id=1;${address}${esc}\\${text}${esc}]8;;\u0007`;
    expect(spans(`${esc}[31msee ${link('https://docs.example/a?b=c', 'the docs')} now`)).toEqual([
      { text: 'see ', className: 'fg-red' },
      { text: 'the docs', className: 'fg-red', link: 'https://docs.example/a?b=c' },
      { text: ' now', className: 'fg-red' },
    ]);
    for (const address of ['javascript:alert(1)', 'file:///etc/passwd', 'https://a b', `https://${'a'.repeat(3000)}`]) {
      expect(spans(link(address, 'x'))).toEqual([{ text: 'x', className: '' }]);
    }
  });

  it('never hold an escape', () => {
    const raw = `${esc}[38;5;300mx${esc}[48;5;20my${esc}[m${esc}[mz`;
    expect(
      spans(raw)
        .map((span) => span.text)
        .join(''),
    ).toBe('xyz');
  });
});

describe('the 256 colours', () => {
  it('are the cube and the greys every terminal has', () => {
    expect([paletteColour(16), paletteColour(196), paletteColour(231), paletteColour(232), paletteColour(255)]).toEqual([
      [0, 0, 0],
      [255, 0, 0],
      [255, 255, 255],
      [8, 8, 8],
      [238, 238, 238],
    ]);
  });

  it('are moved until they can be read on either ground', () => {
    for (let number = 16; number < 256; number++) {
      for (const ground of [
        [255, 255, 255],
        [18, 21, 26],
      ] as const) {
        expect(contrast(legible(paletteColour(number), ground), ground)).toBeGreaterThan(4.4);
      }
    }
  });
});
