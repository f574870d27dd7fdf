// Asks for the end of an execution on its host, from a channel of its own. The watcher there does it (watch.ts) and the
// follower tells what came of it; where the watcher was killed, or has not come yet, this does it in its place. It says one line:
//
//   DJ NONCE stop asked | ended | never | gone    gone: nothing of it lies there

import { ending, identity, members, places, sessionProgram, variables } from './fragments.ts';
import { word } from './protocol.ts';
import { oneLine, shellCommand } from './quote.ts';
import { ends } from './watch.ts';

// Arguments: nonce, name, grace in 1/100 s, the awk program for members.
export const stopProgram = `${variables}
dj_nonce=$1; dj_name=$2; dj_grace=$3; dj_sessions=$4;
${identity}${places}${members}${ending}${ends}
if dj_find && cd "$dj_folder"; then :; else echo; dj_say "stop gone"; exit 0; fi;
set -C; { echo void >lead; } 2>/dev/null; set +C;
echo;
dj_first lead && [ "$dj_found" = void ] && { dj_say "stop never"; exit 0; };
dj_ended && { dj_say "stop ended"; exit 0; };
echo cancel >>why;
dj_say "stop asked";
dj_self; dj_turn=0;
dj_excl watch "$dj_pid $dj_began" || while dj_lives watch; do
  kill -CONT "\${dj_found%% *}" 2>/dev/null;
  dj_turn=$((dj_turn + 1));
  { [ -e swept ] || dj_ended || [ "$dj_turn" -gt 20 ]; } && exit 0;
  dj_rest 0.1;
done;
dj_ended && exit 0;
dj_clock; dj_since=$dj_now;
[ -e swept ] || dj_end_it cancel;
dj_lives claim || dj_ended || dj_publish "- cancel 0";
`;

export interface StopOrder {
  nonce: string;
  /** folder of the execution */
  name: string;
  graceMs: number;
  runAs: string | null;
}

export function stopCommand(order: StopOrder): string {
  const grace = String(Math.max(0, Math.ceil(order.graceMs / 10)));
  return shellCommand(stopProgram, [order.nonce, order.name, grace, oneLine(sessionProgram)], order.runAs);
}

/** asked: its end is told by whoever follows; never: it had not started and will not */
export type StopAnswer = 'asked' | 'ended' | 'never' | 'gone';

/** null: the host did not say */
export function parseStop(text: string, nonce: string): StopAnswer | null {
  const match = new RegExp(`^${word} ${nonce} stop (asked|ended|never|gone)$`, 'm').exec(text);
  return (match?.[1] ?? null) as StopAnswer | null;
}
