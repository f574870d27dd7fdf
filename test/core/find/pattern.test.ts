// Patterns that are refused: what is none, and what would never come to an end.
import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../../electron/cli/refusal.ts';
import { type CoreUnderTest, withCore } from '../../support/core.ts';
import { type Asked, findAll, writingRun } from './written.ts';

const text = (value: string) => new TextEncoder().encode(value);

describe('a pattern', () => {
  const refused = (core: CoreUnderTest, id: string, asked: Asked) => findAll(core, id, asked).then(() => null, refusalOf);

  test('that is none is refused with the place of what is wrong, before anything is searched', () =>
    withCore(async (core) => {
      const { id } = await writingRun(core);
      const wrong = { '(a)(b': 4, 'a)': 2, '[z-a]': 4, 'a|*b': 3, 'ab[cd': 3, 'x{3,1}': 6 };
      for (const [pattern, at] of Object.entries(wrong))
        expect([pattern, await refused(core, id, { pattern, regex: true })]).toEqual([
          pattern,
          expect.objectContaining({ code: 'DJ-PATTERN-INVALID', where: `character ${at}` }),
        ]);
      expect(await refused(core, id, { pattern: 'a\nb' })).toMatchObject({ code: 'DJ-PATTERN-INVALID', where: 'character 2' });
      expect(await refused(core, id, { pattern: 'a', hosts: ['b'] })).toMatchObject({ code: 'DJ-HOST-UNKNOWN' });
    }));

  test(
    'that would take years ends its search and nothing else',
    () =>
      withCore(async (core) => {
        const run = await writingRun(core);
        await run.write('stdout', text(`${'a'.repeat(60)}b\n`));
        await run.finish();
        expect(await refused(core, run.id, { pattern: '^(a+)+$', regex: true })).toMatchObject({ code: 'DJ-PATTERN-SLOW' });
        expect((await findAll(core, run.id, { pattern: 'aab' })).hits).toHaveLength(1);
      }),
    60_000,
  );
});
