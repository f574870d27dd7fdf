// The shell that a connection keeps: it runs programs one after another, each in a subshell, as `sh -c` would on a channel of
// its own. Where it runs nothing it waits for a line, and ends with the connection.
//
//   here   start NONCE ARGS        dj_start (start.ts), with these arguments
//   here   NONCE follow            this start lasts: it is to be watched and followed from now on
//   here   ask NONCE TEXT          a short program that reads nothing
//   host   …                       what the program says; of an answer one newline more
//   host   DJ NONCE over CODE      it has ended; the next may come
//
// A start program that does not end with 0 takes the shell with it, so that its exit code and its last words on stderr are
// told in the same way as those of a channel of its own.
//
//   front ── all that comes ──► desk ── subshell: supervisor ──► script
//     └── watcher, follower     once the script has lasted for a moment
//   guard
//
// A short script is to cost no process that it can do without, and no shell can wait for a script and for a while at once
// without one that sleeps. So djcron says when a script has lasted (contact.ts). What it does not hear ends without: the front
// sees that the connection has ended and sends for a watcher. Where not even that is seen, since the link is cut without a
// word, the guard does, that looks every few seconds.

import type { StartOrder } from '../messages.ts';
import { word } from './protocol.ts';
import { shellCommand } from './quote.ts';
import { programsOfStart, type StartAsk, startFunctions, startWords } from './start.ts';

// Arguments: the awk programs of the start program.
// - What the front passes on is only looked at for the nonce, which no script can hold. An order goes on in one write, with its
//   last line; of a long script `head` takes exactly what is its own.
// - Of supervisor and follower only the one that made the file `follow` tells the end (dj_start).
// - What was left alone is watched when it has been so for two looks: who was just called for is on its way.
export const keptProgram = `${startFunctions}
dj_sessions=$1; dj_proc=$2; dj_ps=$3; dj_kept=1; dj_nonce=; dj_bang=;
dj_guard() {
  trap "" HUP INT TERM PIPE;
  exec </dev/null >/dev/null 2>&1;
  cd /; dj_naps=/dev/null; dj_seen=; dj_uid=$(id -u);
  while :; do
    dj_nap 5;
    dj_alone=;
    for dj_folder in "$dj_base"/*/ "/var/tmp/djcron-$dj_uid"/*/ "/tmp/djcron-$dj_uid"/*/; do
      [ -e "$dj_folder/lead" ] || continue;
      [ -e "$dj_folder/watch" ] && continue;
      dj_first "$dj_folder/end" && continue;
      dj_folder=\${dj_folder%/}; dj_name=\${dj_folder##*/};
      case $dj_seen in *" $dj_name "*) ( dj_ours "$dj_folder" && cd "$dj_folder" && dj_adopt; ) & ;; esac;
      dj_alone="$dj_alone $dj_name ";
    done;
    dj_seen=$dj_alone;
    [ -n "$dj_alone" ] || kill -0 "$dj_pid" || exit 0;
  done;
};
dj_lasts() {
  exec 5<&0 </dev/null >&6;
  trap "" HUP INT TERM PIPE;
  dj_find "$dj_base" "$(id -u)" && cd "$dj_folder" || exit 101;
  dj_self; dj_excl follow "$dj_pid $dj_began" || exit 101;
  if [ -e watch ]; then :; else ( dj_adopt ) & fi;
  dj_known_begun=1; dj_follow self;
};
dj_pass() {
  printf %s "$1$dj_nl"; dj_size=$4; dj_name=$3; dj_nonce=$2; dj_oo=$6; dj_oe=$7; dj_ou=$8;
  IFS= read -r dj_line; case $dj_line in ?) ;; *) return 1 ;; esac;
  dj_bang=$dj_line;
  dj_text=$dj_line$dj_nl; dj_end=$dj_nonce; [ "$dj_size" -gt 0 ] || dj_end=$dj_nonce.;
  until [ "$dj_line" = "$dj_end" ]; do IFS= read -r dj_line || break; dj_text=$dj_text$dj_line$dj_nl; done;
  printf %s "$dj_text";
  [ "$dj_line" = "$dj_end" ] || return 1;
  [ "$dj_size" -eq 0 ] || head -c "$dj_size";
};
dj_front() {
  dj_self; echo "$dj_pid";
  while IFS= read -r dj_line; do
    case $dj_line in
      "start "*)
        # shellcheck disable=SC2086
        dj_pass "$dj_line" \${dj_line#start } || break ;;
      "$dj_nonce follow")
        ( dj_lasts ); dj_code=$?;
        case $dj_code in 0) dj_say "over 0" >&6 ;; 101) ;; *) exit 1 ;; esac ;;
      *) printf %s "$dj_line$dj_nl" ;;
    esac;
  done;
  [ -z "$dj_nonce" ] || ( dj_find "$dj_base" "$(id -u)" && cd "$dj_folder" && dj_adopt ) >/dev/null &
};
dj_desk() {
  read -r dj_front;
  while IFS=" " read -r dj_kind dj_token dj_words; do
    case $dj_kind in
      start)
        # shellcheck disable=SC2086
        ( dj_start "$dj_token" $dj_words );
        dj_status=$?;
        case $dj_status in
          0) ;;
          100) continue ;;
          *) kill -KILL "$dj_front"; exit "$dj_status" ;;
        esac ;;
      ask)
        ( eval "$dj_words" ) </dev/null;
        dj_status=$?;
        echo ;;
      *) exit 1 ;;
    esac;
    echo "${word} $dj_token over $dj_status";
  done;
};
dj_tools || exit 1;
dj_boot; dj_self;
( dj_guard ) &
exec 6>&1;
dj_front | { exec 6>&-; dj_desk; };
`;

/** The command of a channel that becomes a kept shell. */
export const keptCommand = shellCommand(keptProgram, programsOfStart, null);

/** Asks it for an execution. Not as another user: the shell is who logged in. */
export function startRequest(order: StartOrder, ask: StartAsk): string {
  return `start ${startWords(order, ask).join(' ')}\n`;
}

/** Says that an execution lasts, with the nonce of its start. */
export function followRequest(nonce: string): string {
  return `${nonce} follow\n`;
}

/** Asks it for an answer. The text is one line. */
export function answerRequest(nonce: string, text: string): string {
  return `ask ${nonce} ${text}\n`;
}
