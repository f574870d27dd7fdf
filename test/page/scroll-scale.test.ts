// The scroll bar and the lines it stands for, up to ten million of them.
import { describe, expect, it } from 'vitest';
import {
  anchorOf,
  fractionOf,
  fractionOfTopLine,
  heldFraction,
  isScaled,
  moved,
  rowsToShow,
  type Scale,
  scrollTopOf,
  spacerHeight,
  tallest,
  topLineOf,
} from '../../renderer/output/scroll-scale.ts';

const thousand: Scale = { count: 1000, rowHeight: 18, viewport: 540 };
const million: Scale = { ...thousand, count: 10_000_000 };

describe('a text of ordinary length', () => {
  it('scrolls as the browser would scroll it', () => {
    expect(spacerHeight(thousand)).toBe(18_000);
    expect(topLineOf(fractionOf(1800, thousand), thousand)).toBeCloseTo(100);
    expect(scrollTopOf(fractionOfTopLine(100, thousand), thousand)).toBeCloseTo(1800);
  });

  it('ends with its last line at the bottom', () => {
    expect(anchorOf(1, thousand)).toEqual({ line: 1000, y: 540 });
    expect(topLineOf(1, thousand)).toBeCloseTo(970);
  });

  it('shorter than the viewport stands at the top', () => {
    const short = { ...thousand, count: 3 };
    expect(anchorOf(fractionOf(0, short), short)).toEqual({ line: 0, y: 0 });
    expect(rowsToShow(0, short, 18, 10)).toEqual({ from: 0, to: 3 });
  });
});

describe('a text taller than an element may be', () => {
  it('has a shorter scroll bar that still reaches both ends', () => {
    expect(spacerHeight(million)).toBe(tallest);
    expect(isScaled(million)).toBe(true);
    expect(topLineOf(fractionOf(tallest - 540, million), million)).toBeCloseTo(9_999_970);
  });

  it('is moved line by line all the same', () => {
    const there = fractionOfTopLine(5_000_000, million);
    expect(topLineOf(moved(there, 18, million), million)).toBeCloseTo(5_000_001, 3);
    expect(topLineOf(moved(there, -540, million), million)).toBeCloseTo(4_999_970, 3);
    expect(moved(0, -100, million)).toBe(0);
    expect(moved(1, 100, million)).toBe(1);
  });
});

it('the rows shown fill the viewport wherever it stands', () => {
  for (const fraction of [0, 0.25, 0.5, 0.99, 1]) {
    const { from, to } = rowsToShow(fraction, thousand, 18, 4);
    const top = topLineOf(fraction, thousand);
    expect(from).toBeLessThanOrEqual(top);
    expect(to).toBeGreaterThanOrEqual(Math.min(1000, top + 30));
    expect(to - from).toBeLessThan(60);
  }
});

it('lines that are appended do not move the picture', () => {
  const fraction = fractionOfTopLine(200.5, thousand);
  const grown = { ...thousand, count: 1500 };
  const held = heldFraction((y) => 200.5 + y / 18, grown);
  expect(topLineOf(held, grown)).toBeCloseTo(200.5, 3);
  expect(held).toBeLessThan(fraction);
});

it('a held picture of wrapped rows stays where its lines are', () => {
  // rows of 54 px: the viewport shows ten lines from line 300 on
  const scale: Scale = { count: 2000, rowHeight: 54, viewport: 540 };
  const held = heldFraction((y) => 300 + y / 54, scale);
  const { line, y } = anchorOf(held, scale);
  expect(line - y / 54).toBeCloseTo(300, 3);
});
