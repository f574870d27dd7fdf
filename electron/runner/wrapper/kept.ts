// The shell that a connection keeps: it runs programs one after another, as `sh -c` would on a channel of its own. Where it runs
// nothing it waits for a line, and ends with the connection.
//
//   here   start NONCE ARGS        dj_start (start.ts), with these arguments
//   here   NONCE follow            this start lasts: it is to be watched and followed from now on
//   here   ask NONCE TEXT          a short program that reads nothing
//   here   tidy                    nothing is asked for at the moment
//   host   …                       what the program says; of an answer one newline more
//   host   DJ NONCE over CODE      it has ended; the next may come
//
// A start program that does not end with 0 takes the shell with it, so that its exit code and its last words on stderr are
// told in the same way as those of a channel of its own.
//
//   front ── all that comes ──► desk: the supervisor ──► script
//     └── watcher, follower     once the script has lasted for a moment
//   guard
//
// A short script is to cost no process that it can do without, and no shell can wait for a script and for a while at once
// without one that sleeps. So djcron says when a script has lasted (contact.ts). What it does not hear ends without: the front
// sees that the connection has ended and sends for a watcher. Where not even that is seen, since the link is cut without a
// word, the guard does, that looks every few seconds.
//
// Folders cost a program each to make and to remove. So some are made at once, and what is stored here is emptied at once, but
// removed with others, or when nothing is asked for: first what leads there, then the folder, so that one that was killed in
// between leaves a folder that says whose it was. What a shell could not remove, as it was killed, its next one there does.

import type { StartOrder } from '../messages.ts';
import { word } from './protocol.ts';
import { shellCommand } from './quote.ts';
import { programsOfStart, type StartAsk, startFunctions, startWords } from './start.ts';

// Arguments: the awk programs of the start program.
// - What the front passes on is only looked at for the nonce, which no script can hold. An order goes on in one write, with its
//   last line; of a long script `head` takes exactly what is its own.
// - Of supervisor and follower only the one that made the file `follow` tells the end (dj_start).
// - What was left alone is watched when it has been so for two looks: who was just called for is on its way. Where nobody can watch,
//   as a removal was cut short or the host has rebooted since, and no script lives, the guard waits for nothing more.
export const keptProgram = `${startFunctions}
dj_sessions=$1; dj_proc=$2; dj_ps=$3; dj_kept=1; dj_nonce=; dj_bang=;
dj_guard() {
  trap "" HUP INT TERM PIPE;
  exec </dev/null >/dev/null 2>&1;
  cd /; dj_seen=; dj_tried=;
  while :; do
    sleep 10;
    dj_alone=;
    for dj_p in "$dj_base"/*/lead "$dj_base"/.*.*.[1-8]/lead /var/tmp/djcron-*/*/lead /tmp/djcron-*/*/lead; do
      dj_folder=\${dj_p%/lead};
      [ -e "$dj_p" ] || continue;
      [ -e "$dj_folder/watch" ] && continue;
      dj_first "$dj_folder/end" && continue;
      case $dj_tried in *":$dj_folder:"*) dj_lives "$dj_p" || continue ;; esac;
      case $dj_seen in *":$dj_folder:"*) dj_tried="$dj_tried:$dj_folder:"; ( dj_ours "$dj_folder" && cd "$dj_folder" && dj_adopt; ) & ;; esac;
      dj_alone="$dj_alone:$dj_folder:";
    done;
    dj_seen=$dj_alone;
    [ -n "$dj_alone" ] || dj_alive "$dj_pid" "$dj_began" || exit 0;
  done;
};
dj_lasts() {
  exec 5<&0 </dev/null >&6;
  trap "" HUP INT TERM PIPE;
  dj_find && cd "$dj_folder" || exit 101;
  dj_self; dj_excl follow "$dj_pid $dj_began" || exit 101;
  if [ -e watch ]; then :; else ( dj_adopt ) & fi;
  dj_known_begun=1; dj_follow self;
};
dj_pass() {
  printf %s "$1$dj_nl"; dj_size=$4; dj_name=$3; dj_nonce=$2; dj_oo=$6; dj_oe=$7; dj_ou=$8;
  IFS= read -r dj_line; case $dj_line in ?) ;; *) return 1 ;; esac;
  dj_bang=$dj_line;
  dj_text=$dj_line$dj_nl; dj_end=.; [ "$dj_size" -gt 0 ] || dj_end=$dj_nonce.;
  until [ "$dj_line" = "$dj_end" ]; do IFS= read -r dj_line || break; dj_text=$dj_text$dj_line$dj_nl; done;
  printf %s "$dj_text";
  [ "$dj_line" = "$dj_end" ] || return 1;
  [ "$dj_size" -eq 0 ] || head -c "$dj_size";
};
dj_front() {
  dj_self; echo "$dj_pid $dj_began";
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
  [ -z "$dj_nonce" ] || ( dj_find && cd "$dj_folder" && dj_adopt ) >/dev/null &
};
dj_stock() {
  dj_home || return 0;
  set --; for dj_p in 1 2 3 4 5 6 7 8; do set -- "$@" ".$dj_token.$dj_pid.$dj_p"; done;
  dj_folders "$dj_base" "$@" && dj_ours "$dj_base" && dj_spares="$*";
};
dj_inherit() {
  dj_list=;
  for dj_folder in "$dj_base"/.*.*.[1-8]; do
    dj_p=\${dj_folder##*/}; dj_line=\${dj_p%.*}; dj_line=\${dj_line##*.};
    { [ -d "$dj_folder" ] && dj_ours "$dj_folder"; } || continue;
    kill -0 "$dj_line" && continue;
    if dj_first "$dj_folder/spent"; then dj_old="$dj_old $dj_found $dj_p"; else dj_list="$dj_list $dj_p"; fi;
  done 2>/dev/null;
  # shellcheck disable=SC2086
  [ -z "$dj_list" ] || ( cd "$dj_base" && rmdir $dj_list ) 2>/dev/null;
};
dj_tidy() {
  # shellcheck disable=SC2086
  [ -z "\${dj_old# }" ] || { cd "$dj_base" && rm -rf $dj_old; dj_back; } 2>/dev/null;
  dj_old=; dj_many=0;
};
dj_back() { cd "$dj_at" 2>/dev/null || cd /; };
dj_leave() { dj_alive "\${dj_front%% *}" "\${dj_front#* }" && kill -KILL "\${dj_front%% *}" 2>/dev/null; dj_old="$dj_old $dj_spares"; dj_tidy; };
dj_desk() {
  exec 5<&0 6>&1 </dev/null;
  trap "" HUP INT TERM PIPE; trap dj_leave EXIT;
  dj_self; dj_ancestors "$dj_pid"; dj_at=$PWD; dj_find_session; dj_crowd;
  read -r dj_front <&5; dj_spares=; dj_old=; dj_many=0; dj_inherit;
  while IFS=" " read -r dj_kind dj_token dj_words <&5; do
    case $dj_kind in
      start)
        [ -n "$dj_spares" ] || dj_stock;
        dj_spare=\${dj_spares%% *}; dj_spares=\${dj_spares#"$dj_spare"}; dj_spares=\${dj_spares# };
        # shellcheck disable=SC2086
        if dj_start "$dj_token" $dj_words; then
          echo "${word} $dj_token clean\${dj_nl}${word} $dj_token over 0";
          dj_many=$((dj_many + 1)); dj_old="$dj_old \${dj_words%% *} $dj_spare";
        fi;
        dj_back;
        [ "$dj_many" -lt 8 ] || dj_tidy ;;
      ask)
        ( trap - HUP INT TERM PIPE; exec 5<&- 6>&-; eval "$dj_words" );
        echo "\${dj_nl}${word} $dj_token over $?" ;;
      tidy) dj_tidy ;;
      *) exit 1 ;;
    esac;
  done;
};
dj_tools || exit 1;
dj_boot; dj_self;
( dj_guard ) &
exec 6>&1;
dj_front | dj_desk;
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

/** Leaves it the time to remove what is stored here. */
export const tidyRequest = 'tidy\n';

/** Asks it for an answer. The text is one line. */
export function answerRequest(nonce: string, text: string): string {
  return `ask ${nonce} ${text}\n`;
}
