// The program that starts a script on a host: it takes the order, lays down the folder, and stays as the supervisor that
// learns the exit code. Sent again for the same execution it follows what it finds. What is said is in protocol.ts.
//
//   this program ── supervises ──► script, in a session of its own, writing to out and err itself
//        └── watcher (watch.ts) ── follower (follow.ts), once the script has run for a moment
//
// Whoever of them is killed, the others go on: the script's output and end never hang on the connection. In a kept shell
// watcher and follower are no children of it, and come when they are called for (kept.ts).
import type { StartOrder } from '../messages.ts';
import { procProgram, psProgram, sampling } from '../samples/collector.ts';
import { following } from './follow.ts';
import { ending, identity, members, places, sessionProgram, variables } from './fragments.ts';
import { leftovers } from './leftovers.ts';
import { isShort, measureOf, runAsOf } from './order.ts';
import { word } from './protocol.ts';
import { oneLine, shellCommand } from './quote.ts';
import { ends, watching } from './watch.ts';

// - `install -d` makes and restricts folders in one process; where it is missing, three do.
// - A kept shell has folders in store (kept.ts): a file of the execution's name then leads to one. Whoever would start it appends
//   the one it has, and the first line counts for all, as nothing can come between a line and its end. It is never taken away
//   before the execution's own end: another may just be about to write to it.
const placing = `
dj_fail() {
  dj_say "fail $1";
  [ -z "$dj_folder" ] || { cd /; rm -f "$dj_folder/script.$dj_nonce"; [ -e "$dj_folder/claim" ] || dj_remove; };
  exit 1;
};
dj_folders() {
  dj_top=$1; shift;
  case $dj_top in /?*) ;; *) return 1 ;; esac;
  [ -h "$dj_top" ] && return 1;
  # shellcheck disable=SC3067
  [ -e "$dj_top" ] && { [ -O "$dj_top" ] || return 1; };
  for dj_p; do shift; set -- "$@" "$dj_top/$dj_p"; done;
  install -d -m 700 "$dj_top" "$@" 2>/dev/null || { mkdir -p "$dj_top" && chmod 700 "$dj_top" && mkdir -p "$@"; } 2>/dev/null;
};
dj_place() {
  dj_folders "$1" "$dj_name" || [ -f "$1/$dj_name" ] || return 1;
  dj_settle "$1";
};
dj_settle() {
  if dj_ours "$1" && dj_entry "$1" && dj_ours "$dj_folder"; then
    { echo "${word}" >"$dj_folder/script.$dj_nonce"; } 2>/dev/null && return;
    [ -e "$dj_folder/claim" ] || dj_remove;
  fi;
  dj_folder=; return 1;
};
dj_place_spare() {
  [ -n "$dj_spare" ] && dj_ours "$dj_base" && dj_ours "$dj_base/$dj_spare" || return 1;
  { echo "$dj_spare" >>"$dj_base/$dj_name"; } 2>/dev/null;
  [ -f "$dj_base/$dj_name" ] && dj_settle "$dj_base";
};
dj_tools() {
  for dj_line in dd head ls rm; do
    command -v "$dj_line" >/dev/null || { echo "$dj_line is not found in PATH=$PATH" >&2; return 1; };
  done;
};
`;

// - `read` takes one byte at a time from a pipe, so that `head` gets exactly the script; a short one is cheaper as lines.
// - One that waits for its order on a connection that is dead would wait for hours, and the order may still arrive, when all is
//   over elsewhere: whoever gets the claim ends it.
// - `dj_void`: out of the way first, in one step. While it is emptied, who comes late could make a claim of its own in it.
// - `dj_room`: room for the result. `dj_filled`: a file that exists and is empty may be about to be written by another, who was
//   asked to start the same.
const ordering = `
dj_order() {
  dj_text=;
  while IFS= read -r dj_line; do
    case $dj_line in .) break ;; esac;
    dj_text=$dj_text$dj_line$dj_nl;
  done;
  [ "$dj_line" = . ] || dj_fail short;
  if [ "$dj_size" -gt 0 ]; then head -c "$dj_size" >"$dj_folder/script.$dj_nonce" || dj_fail no-space; return; fi;
  dj_script=;
  while IFS= read -r dj_line; do
    case $dj_line in "$dj_nonce.") break ;; esac;
    dj_script=$dj_script$dj_line$dj_nl;
  done;
  [ "$dj_line" = "$dj_nonce." ] || dj_fail short;
  dj_script=\${dj_script%"$dj_nl"};
  printf %s "$dj_script" >"$dj_folder/script.$dj_nonce" || dj_fail no-space;
  [ -z "$dj_script" ] || [ -s "$dj_folder/script.$dj_nonce" ] || dj_fail no-space;
};
dj_filled() {
  for dj_try in 1 2 3 4; do
    [ -s "$1" ] && return;
    [ -e "$1" ] || return 1;
    dj_rest 0.1;
  done;
  return 1;
};
dj_room() { [ -s end ] || dj_excl end "$dj_blank" || dj_filled end; };
dj_void() {
  cd /; dj_p=\${dj_folder%/*}/$dj_name; dj_o=$dj_p.$dj_nonce.void;
  mv "$dj_folder" "$dj_o" || return;
  rm -rf "$dj_o"; [ -d "$dj_p" ] || rm -f "$dj_p";
};
dj_end_waiting() { for dj_p in wait.*; do [ -s "$dj_p" ] && dj_lives "$dj_p" && kill -KILL "\${dj_found%% *}" 2>/dev/null; done; };
`;

// - The script runs in the foreground: background jobs begin with SIGINT ignored, and cannot take that back everywhere.
// - The command that makes a session stands in "$@" before the environment is taken over, which may change PATH.
// - The script's process writes `lead` itself, before its first instruction: then it has begun, and not before.
// - The channel lasts as long as its first process: whoever waits for the follower is not to be woken out of that by a signal that
//   was meant for the watching.
// - On a host where many want to run it takes longer until a script counts as one that lasts: watching it costs more than it does,
//   and where all begin to watch as all are slow, all become slower still.
const running = `
dj_wait_for_script() {
  trap : CONT;
  dj_self; dj_watches=; dj_excl watch "$dj_pid $dj_began" && dj_watches=1;
  dj_naps=nap; dj_crowd;
  dj_wait=$((20 + dj_crowd * 10)); dj_sooner "$dj_timeout"; dj_sooner "$dj_idle";
  dj_ended || dj_nap_cs "$dj_wait" 500;
  dj_known_begun=1;
  if [ -e follow ]; then :; elif dj_ended; then dj_follow self; else ( dj_follow; ) >&6 & fi;
  exec </dev/null >/dev/null 2>&1 5<&- 6>&-;
  [ -z "$dj_watches" ] || dj_watch;
  trap "" CONT; wait;
};
dj_find_session() {
  for dj_line in /usr/bin/setsid /bin/setsid; do [ -x "$dj_line" ] && dj_session=$dj_line && break; done;
  [ -n "$dj_session" ] || dj_session=$(command -v setsid);
};
dj_run() {
  exec 5<&- </dev/null;
  [ -n "$dj_session" ] || dj_find_session;
  if [ -n "$dj_session" ]; then set -- "$dj_session";
  elif busybox setsid true 2>/dev/null; then set -- busybox setsid;
  elif command -v perl >/dev/null 2>&1; then set -- perl -e "use POSIX; POSIX::setsid(); exec @ARGV";
  else set --; fi;
  dj_self; dj_clock; dj_crowd;
  dj_began_line="begin $dj_pid $dj_began $dj_now $dj_crowd";
  dj_lead="$dj_pid $dj_began";
  eval "$dj_text";
  if [ -n "$dj_directory" ]; then CDPATH="" cd -- "$dj_directory" 2>&3 >/dev/null || exit 120;
  else cd "$HOME" 2>/dev/null || cd /; fi;
  unset OLDPWD;
  dj_excl "$dj_folder/lead" "$dj_lead" || exit 121;
  dj_say "$dj_began_line" >&6;
  trap - HUP INT TERM PIPE; umask "$dj_umask";
  exec 3>&- 6>&- >>"$dj_folder/out";
  if [ "$dj_output" = merged ]; then exec 2>&1; else exec 2>>"$dj_folder/err"; fi;
  [ -n "$dj_interpreter" ] || dj_interpreter=/bin/sh;
  if [ -f "$dj_interpreter" ] && [ -x "$dj_interpreter" ]; then
    exec "$@" "$dj_interpreter" \${dj_argument:+"$dj_argument"} "$dj_folder/script.$dj_nonce";
  fi;
  [ -e "$dj_interpreter" ] && { echo "$dj_interpreter: Permission denied" >&2; exit 126; };
  echo "$dj_interpreter: not found" >&2;
  exit 127;
};
`;

// Arguments: nonce, name, bytes (0: it comes as lines) and SHA-256 of the script, offsets of out, err and use, `start` or `find`, 1/100 s since
// the first order for it. Ends its shell: with 0 when the end was told, or another tells it; 1 when it said why not. Only in a kept
// shell it returns: with 0 when all is stored, 1 when a follower tells the end.
// - Programs are what costs on a host, a new one more than all else, and next a process: a short script makes do with few.
// - Where somebody follows before it does itself, its own channel is given up.
// - It is ready when its place is made: an order that may be on its way is then seen by who looks for it, and voided.
// - What lies there without a watcher, as its kept shell lost contact before it was called for, gets one from who finds it.
const starting = `
dj_start() {
  dj_nonce=$1; dj_name=$2; dj_size=$3; dj_sum=$4; dj_oo=$5; dj_oe=$6; dj_ou=$7; dj_mode=$8; dj_ago=$9;
  dj_folder=; dj_mine=; dj_spent=; dj_watcher=; dj_why="exit";

  if [ "$dj_mode" = find ] || [ "$dj_ago" -gt 0 ]; then
    if dj_find; then
      cd "$dj_folder" || exit 1;
      if [ "$dj_mode" = find ] && dj_excl claim "0 - void void"; then
        dj_excl lead void; dj_end_waiting; dj_void; echo; dj_say "none never-started"; exit 0;
      fi;
      if dj_filled claim; then echo; if [ -e watch ]; then :; else ( dj_adopt ) & fi; dj_follow; fi;
    fi;
    dj_clock;
    echo;
    if [ "$dj_now" -lt "$dj_ago" ]; then dj_forget; dj_say "none rebooted"; exit 0; fi;
    if [ "$dj_mode" = find ]; then dj_forget; dj_say "none never-started"; exit 0; fi;
  fi;

  echo;
  [ -n "$dj_kept" ] || dj_tools || dj_fail no-tool;
  dj_place_spare ||
  { dj_home && dj_place "$dj_base"; } ||
  { dj_who; dj_place "/var/tmp/djcron-$dj_uid"; } ||
  dj_place "/tmp/djcron-$dj_uid" ||
  dj_fail no-place;

  [ -n "$dj_kept" ] || dj_self;
  echo "$dj_pid $dj_began" >"$dj_folder/wait.$dj_nonce";
  dj_say ready;
  IFS= read -r dj_bang <&5 || dj_fail no-order;
  IFS=" " read -r dj_timeout dj_grace dj_idle dj_spool dj_every dj_output <&5 || dj_fail no-order;
  dj_order <&5;
  cd "$dj_folder" || dj_fail no-space;
  true >"wait.$dj_nonce";
  if [ "$dj_size" -gt 0 ]; then
    dj_line=$(sha256sum <"script.$dj_nonce" 2>/dev/null);
    if [ -n "$dj_line" ]; then [ "\${dj_line%% *}" = "$dj_sum" ] || dj_fail short;
    else dj_line=$(wc -c <"script.$dj_nonce"); [ "$((dj_line))" -eq "$dj_size" ] || dj_fail short; fi;
  fi;

  dj_clock; dj_since=$dj_now;
  dj_room || dj_fail no-space;
  { true >>out && true >>err && true >>use; } 2>/dev/null || dj_fail no-space;
  [ -n "$dj_boot" ] || dj_boot;
  dj_excl claim "$dj_pid $dj_began $dj_boot$dj_nl$dj_timeout $dj_grace $dj_idle $dj_spool $dj_every $dj_since $dj_name" || {
    dj_filled claim || dj_fail no-space;
    rm -f "script.$dj_nonce";
    dj_follow;
  };
  dj_end_waiting;

  [ -n "$dj_kept" ] || { dj_wait_for_script & eval "dj_watcher=$""$dj_bang"; };
  exec 3>&2 2>/dev/null;
  ( dj_run );
  dj_code=$?; dj_text=; dj_script=;
  dj_first lead || dj_found=;
  if [ -n "$dj_found" ] && [ "$dj_found" = "\${dj_found#void}" ]; then
    [ "$dj_code" -le 255 ] || dj_code=$((dj_code - 128));
    if dj_first why; then
      dj_why=$dj_found;
      until [ -e swept ]; do dj_lives watch || break; dj_rest 0.1; done;
    else dj_leave_behind; fi;
    dj_clock;
    dj_publish "$dj_code $dj_why $((dj_now - dj_since))";
  else
    [ -z "$dj_watcher" ] || kill -KILL "$dj_watcher";
    if [ "$dj_found" = void ]; then dj_say "none never-started";
    elif [ "$dj_code" -eq 120 ]; then dj_say "fail no-directory";
    else dj_say "fail no-space"; fi;
    dj_remove;
    exit 1;
  fi;
  if [ -n "$dj_kept" ]; then
    dj_lives watch && kill -CONT "\${dj_found%% *}";
    exec 2>&3 3>&-;
    dj_excl follow "$dj_pid $dj_began" || return 1;
    dj_tell_end; return;
  fi;
  exec 5<&- 6>&- >/dev/null;
  kill -CONT "$dj_watcher";
  wait "$dj_watcher";
};
`;

/** What a shell must know to start scripts, and to follow and watch what others began. */
export const startFunctions = [
  '\n# shellcheck disable=SC2034,SC2154\ndj_umask=$(umask);',
  variables,
  identity,
  places,
  members,
  ending,
  following,
  ends,
  watching,
  sampling,
  leftovers,
  placing,
  ordering,
  running,
  starting,
].join('');

/** Arguments: of dj_start, and the awk programs for members and samples (/proc, ps). */
export const startProgram = `${startFunctions}
dj_sessions=\${10}; dj_proc=\${11}; dj_ps=\${12}; dj_boot=; dj_kept=; dj_spare=;
exec 5<&0 6>&1 </dev/null;
trap "" HUP INT TERM PIPE;
dj_start "$@";
`;

/** What the programs on the host hand to awk. */
export const programsOfStart = [sessionProgram, procProgram, psProgram].map(oneLine);

export interface StartAsk {
  nonce: string;
  /** folder of the execution */
  name: string;
  mode: 'start' | 'find';
  /** since the first order for it; 0: this is the first */
  agoMs: number;
  offsets: { stdout: number; stderr: number; samples: number };
}

/** The arguments before those programs; no blanks in them. */
export function startWords(order: StartOrder, { nonce, name, mode, agoMs, offsets }: StartAsk): string[] {
  const { bytes, sha256 } = isShort(order.script) ? { bytes: 0, sha256: '-' } : measureOf(order.script);
  const places = [offsets.stdout, offsets.stderr, offsets.samples].map(String);
  return [nonce, name, String(bytes), sha256, ...places, mode, String(Math.ceil(agoMs / 10))];
}

export function startCommand(order: StartOrder, ask: StartAsk): string {
  return shellCommand(startProgram, [...startWords(order, ask), ...programsOfStart], runAsOf(order));
}
