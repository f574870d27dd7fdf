// A report crosses into the thread that writes it in parts, and is the same there.
import { expect, test } from 'vitest';
import { createReporter } from '../../electron/report/reporter.ts';
import { partsOf, withPart } from '../../electron/report/thread/parts.ts';
import type { Report } from '../../shared/model/report/report.ts';
import { reportOfRun } from '../support/reports.ts';

const large = reportOfRun({ hosts: 1200, output: (i) => Array.from({ length: i % 40 }, (_, n) => `line ${n} of ${i}`) });

test('of few rows each, which are the same report together', () => {
  const parts = structuredClone([...partsOf(large)]);
  let whole: Report | null = null;
  for (const part of parts) {
    if (part.type === 'end') continue;
    const rows = part.type === 'executions' ? part.executions.length : part.type === 'outputs' ? lineCount(part.outputs) : 0;
    expect(rows).toBeLessThanOrEqual(500);
    whole = withPart(whole, part);
  }
  expect(parts.length).toBeGreaterThan(20);
  expect(parts.at(-1)).toEqual({ type: 'end' });
  expect(whole).toEqual(large);
});

test('and what cannot be written down is told to who wanted it', async () => {
  const reporter = createReporter({ keyFile: 'none' });
  const written = JSON.parse(new TextDecoder().decode(await reporter.write(large, 'json', { bom: false })));
  expect(written).toEqual(large);
  await expect(reporter.write({ ...large, timezone: 'Mars/Olympus' }, 'html', { bom: false })).rejects.toThrow(/Mars\/Olympus/);
});

function lineCount(outputs: readonly { lines: readonly unknown[] }[]): number {
  return outputs.reduce((sum, { lines }) => sum + lines.length, 0);
}
