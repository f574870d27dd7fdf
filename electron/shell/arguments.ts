// What the desktop program is started with. Everything it does not know is Electron's own.
import path from 'node:path';

export interface WindowArguments {
  home: string | undefined;
  /** start in the tray: so it is at login */
  hidden: boolean;
}

/** `cwd`: relative homes are of the folder the user stands in. */
export function windowArguments(argv: readonly string[], cwd: string): WindowArguments {
  const at = argv.findIndex((argument) => argument === '--home' || argument.startsWith('--home='));
  const named = argv[at] === '--home' ? argv[at + 1] : argv[at]?.slice('--home='.length);
  return { home: named ? path.resolve(cwd, named) : undefined, hidden: argv.includes('--hidden') };
}
