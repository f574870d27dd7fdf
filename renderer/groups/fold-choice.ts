// What of an output does not count when hosts are told apart, as this browser's user likes it. The same for every run.
import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import { defaultNormalisers, type Normaliser, normalisers } from '../../shared/model/fold/normalisers.ts';

export interface FoldChoice {
  normalisers: readonly Normaliser[];
  /** groups that are nearly the same stand together */
  similar: boolean;
}

const standard: FoldChoice = { normalisers: defaultNormalisers, similar: false };

export const normaliserTitles: Record<Normaliser, { title: string; example: string }> = {
  script: { title: 'Where the script lay', example: '…/djcron/r-…/script.… before what a shell complains of' },
  host: { title: 'The host’s own name and address', example: 'web-01, web-01.example.net, 192.0.2.1' },
  times: { title: 'Times', example: '2026-11-24 02:31:05, Nov 24 02:31:05, 02:31:05' },
  dates: { title: 'Dates without a time', example: '2026-11-24' },
  pids: { title: 'Process numbers', example: 'sshd[4123], pid 4123' },
  durations: { title: 'Durations', example: '12.4s, 3 minutes' },
  ansi: { title: 'Colours', example: 'of the terminal' },
  space: { title: 'Blanks at the end of a line', example: '' },
};

export function useFoldChoice(): [FoldChoice, (choice: FoldChoice) => void] {
  const [stored, store] = useLocalStorage<FoldChoice>({ key: 'djcron.fold', defaultValue: standard, getInitialValueInEffect: false });
  const choice = useMemo(() => {
    const chosen: readonly string[] = Array.isArray(stored.normalisers) ? stored.normalisers : standard.normalisers;
    // an older page may have known others
    return { normalisers: normalisers.filter((name) => chosen.includes(name)), similar: stored.similar === true };
  }, [stored]);
  return [choice, store];
}
