// The shell that a connection keeps: it runs programs one after another, each in a subshell, as `sh -c` would on a channel of
// its own. Where it runs nothing it waits for a line, and ends with the connection.
//
//   here   start NONCE ARGS        the start program (start.ts), with the arguments it has on a command line
//   here   ask NONCE TEXT          a short program that reads nothing
//   host   …                       what the program says; of an answer one newline more
//   host   DJ NONCE over CODE      it has ended; the next may come
//
// A start program that does not end with 0 takes the shell with it, so that its exit code and its last words on stderr are
// told in the same way as those of a channel of its own.

import type { StartOrder } from '../messages.ts';
import { identity } from './fragments.ts';
import { word } from './protocol.ts';
import { shellCommand } from './quote.ts';
import { programsOfStart, type StartAsk, startProgram, startWords } from './start.ts';

// Arguments: the awk programs of the start program. Its text stands in a function, so that it is read once.
export const keptProgram = `
# shellcheck disable=SC2154
dj_kept() {
${startProgram}
};
${identity}
dj_boot;
while IFS=" " read -r dj_kind dj_token dj_rest; do
  case $dj_kind in
    start)
      # shellcheck disable=SC2086
      ( dj_kept "$dj_token" $dj_rest "$@" "$dj_boot" ) || exit;
      dj_status=0;
      ;;
    ask)
      ( eval "$dj_rest" ) </dev/null;
      dj_status=$?;
      echo;
      ;;
    *) exit 1 ;;
  esac;
  echo "${word} $dj_token over $dj_status";
done;
`;

/** The command of a channel that becomes a kept shell. */
export const keptCommand = shellCommand(keptProgram, programsOfStart, null);

/** Asks it for an execution. Not as another user: the shell is who logged in. */
export function startRequest(order: StartOrder, ask: StartAsk): string {
  return `start ${startWords(order, ask).join(' ')}\n`;
}

/** Asks it for an answer. The text is one line. */
export function answerRequest(nonce: string, text: string): string {
  return `ask ${nonce} ${text}\n`;
}
