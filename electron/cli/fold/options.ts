// What can be said about folding: whether, with what sets groups apart, and what of the output counts for nothing.
import { type Command, InvalidArgumentError } from 'commander';
import { defaultNormalisers, type Normaliser, normalisers } from '../../../shared/model/fold/normalisers.ts';

export interface NormaliseOptions {
  normalise?: Normaliser[];
}

export interface FoldOptions extends NormaliseOptions {
  fold?: true;
  diff?: true;
}

export function withNormalise(command: Command): Command {
  return command.option(
    '--normalise <rules>',
    `what outputs may differ in and still fold: some of ${normalisers.join(',')}, or none (default ${defaultNormalisers.join(',')})`,
    rulesOf,
  );
}

export function withFoldOptions(command: Command): Command {
  return withNormalise(
    command
      .option('-b, --fold', 'at the end, identical output once, under the hosts that wrote it')
      .option('--diff', 'the same, and of each group what sets it apart from the largest that went well'),
  );
}

/** --diff is a way of folding. */
export function isFolded({ fold, diff }: FoldOptions): boolean {
  return fold === true || diff === true;
}

function rulesOf(text: string): Normaliser[] {
  if (text === 'none') return [];
  return text.split(',').map((word) => {
    const rule = normalisers.find((name) => name === word);
    if (rule === undefined) throw new InvalidArgumentError(`There is no rule "${word}". Rules are ${normalisers.join(', ')}, or none.`);
    return rule;
  });
}
