// djcron run compare: a run held against another, or what one host wrote in one and not in the other.
import type { Command } from 'commander';
import type { Comparison } from '../../../shared/contract/compare.ts';
import type { GroupDiff } from '../../../shared/contract/groups.ts';
import { type Act, example } from '../act.ts';
import { usage } from '../refusal.ts';
import type { Session } from '../session.ts';
import { comparisonText, hunksText, sizeWords } from './comparison-text.ts';

interface CompareOptions {
  lastGood?: true;
  host?: string;
}

export function addRunCompare(run: Command, act: Act): void {
  example(
    run
      .command('compare')
      .description('what changed from one run to a later one: alone, from the run before it of the same job or command')
      .argument('<run>', 'id, unique beginning of one, or last')
      .argument('[run]', 'the other one; the order does not matter')
      .option('--last-good', 'with the newest before it that succeeded on all hosts')
      .option('--host <host>', 'what this host wrote in one and not in the other'),
    'djcron run compare last',
    'djcron run compare last --last-good --host web-01',
  ).action(act(compareRuns));
}

async function compareRuns(session: Session, id: string, named: string | undefined, options: CompareOptions): Promise<number> {
  if (named !== undefined && options.lastGood) throw usage('a second run and --last-good exclude each other', 'leave one out');
  const other = named ?? (options.lastGood ? 'last-good' : 'previous');
  const client = await session.client('read');
  if (options.host !== undefined) {
    await session.print.one(await client.runs.compareOutput({ id, other, host: options.host }), outputView);
    return 0;
  }
  await session.print.one(await client.runs.compare({ id, other }), comparisonView);
  return 0;
}

const comparisonView = {
  columns: [
    { name: 'BEFORE', value: ({ before }: Comparison) => before.id },
    { name: 'AFTER', value: ({ after }: Comparison) => after.id },
    { name: 'SUMMARY', value: ({ summary }: Comparison) => summary },
  ],
  name: ({ before }: Comparison) => before.id,
  text: comparisonText,
};

type OutputDiff = Pick<GroupDiff, 'host' | 'verdict' | 'cut' | 'added' | 'removed' | 'hunks'>;

const outputView = {
  columns: [
    { name: 'HOST', value: ({ host }: OutputDiff) => host },
    { name: 'ADDED', value: ({ added }: OutputDiff) => added },
    { name: 'REMOVED', value: ({ removed }: OutputDiff) => removed },
  ],
  name: ({ host }: OutputDiff) => host,
  text: (diff: OutputDiff, { colour }: { colour: boolean }) => [`${diff.host}: ${sizeWords(diff)}`, ...hunksText(diff.hunks, colour)],
};
