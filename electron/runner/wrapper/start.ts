// The program that starts a script on a host: it takes the order, lays down the folder, and stays as the supervisor that
// learns the exit code. Sent again for the same execution it follows what it finds. What is said is in protocol.ts.
//
//   this program ── supervises ──► script, in a session of its own, writing to out and err itself
//        └── watcher (watch.ts) ── follower (follow.ts), once the script has run for a moment
//
// Whoever of them is killed, the others go on: the script's output and end never hang on the connection.
import type { StartOrder } from '../messages.ts';
import { procProgram, psProgram, sampling } from '../samples/collector.ts';
import { following } from './follow.ts';
import { ending, identity, members, places, sessionProgram, variables } from './fragments.ts';
import { isShort, measureOf, runAsOf } from './order.ts';
import { cookieVariable, word } from './protocol.ts';
import { oneLine, shellCommand } from './quote.ts';
import { ends, watching } from './watch.ts';

// Arguments: nonce, name, bytes (0: it comes as lines) and SHA-256 of the script, offsets of out, err and use, `start` or `find`, 1/100 s since
// the first order for it, the awk programs for members and samples (/proc, ps).
// - `install -d` makes and restricts both folders in one process; where it is missing, three do.
// - `read` takes one byte at a time from a pipe, so that `head` gets exactly the script; a short one is cheaper as lines.
// - Programs are what costs on a host, a new one more than all else: a short script makes do with few.
// - One that waits for its order on a connection that is dead would wait for hours: whoever gets the claim ends it.
// - The script runs in the foreground: background jobs begin with SIGINT ignored, and cannot take that back everywhere.
// - On a host where many want to run it takes longer until a script counts as one that lasts: watching it costs more than it does.
// - The command that makes a session stands in "$@" before the environment is taken over, which may change PATH.
// - The script's process writes `lead` itself, before its first instruction: then it has begun, and not before.
// - Where somebody follows before it does itself, its own channel is given up.
// - Leftovers are looked for among processes newer than the script, unless pids have begun anew since, whose program may be
//   seen: no kernel thread, nobody else's. Where these are many, only children of those above us are looked at: whoever lost
//   its parent is given to one of them, and whoever still has one is below such a one. One that is just becoming another
//   program shows no environment, or the beginning of one: only what is read twice the same is without the cookie, and grep,
//   which reads at once, looks again, as long as it finds nothing to read.
export const startProgram = `${variables}
dj_nonce=$1; dj_name=$2; dj_size=$3; dj_sum=$4; dj_oo=$5; dj_oe=$6; dj_ou=$7; dj_mode=$8; dj_ago=$9;
shift 9;
dj_sessions=$1; dj_proc=$2; dj_ps=$3; dj_boot=$4;
dj_cookie=${cookieVariable}=$dj_name; dj_folder=;
exec 5<&0 6>&1 </dev/null;
${identity}${places}${members}${ending}${following}${ends}${watching}${sampling}
dj_fail() {
  dj_say "fail $1";
  [ -z "$dj_folder" ] || { cd /; rm -f "$dj_folder/script.$dj_nonce"; [ -e "$dj_folder/claim" ] || rm -rf "$dj_folder"; };
  exit 1;
};
dj_excl() {
  set -C;
  if { echo "$2" >"$1"; } 2>/dev/null; then dj_code=0; else dj_code=1; fi;
  set +C;
  return "$dj_code";
};
dj_place() {
  case $1 in /?*) ;; *) return 1 ;; esac;
  [ -h "$1" ] && return 1;
  # shellcheck disable=SC3067
  [ -e "$1" ] && { [ -O "$1" ] || return 1; };
  install -d -m 700 "$1" "$1/$dj_name" 2>/dev/null ||
  { mkdir -p "$1" && chmod 700 "$1" && mkdir -p "$1/$dj_name"; } 2>/dev/null || return 1;
  dj_ours "$1" && dj_ours "$1/$dj_name" || return 1;
  { echo "${word}" >"$1/$dj_name/script.$dj_nonce"; } 2>/dev/null || { rm -rf "\${1:?}/$dj_name"; return 1; };
  dj_folder=$1/$dj_name;
};
dj_end_waiting() { for dj_p in wait.*; do dj_lives "$dj_p" && kill -KILL "\${dj_found%% *}"; done 2>/dev/null; };
trap "" HUP INT TERM PIPE;

if [ "$dj_mode" = find ] || [ "$dj_ago" -gt 0 ]; then
  if dj_find "$dj_base" "$(id -u)"; then
    cd "$dj_folder" || exit 1;
    if [ "$dj_mode" = find ] && dj_excl claim "0 - void void"; then
      dj_excl lead void; dj_end_waiting; cd /; rm -rf "$dj_folder"; echo; dj_say "none never-started"; exit 0;
    fi;
    if [ -s claim ]; then echo; dj_follow; fi;
  fi;
  dj_clock;
  echo;
  if [ "$dj_now" -lt "$dj_ago" ]; then dj_say "none rebooted"; exit 0; fi;
  if [ "$dj_mode" = find ]; then dj_say "none never-started"; exit 0; fi;
fi;

echo; dj_say ready;
for dj_line in dd head ls rm; do
  command -v "$dj_line" >/dev/null || { echo "$dj_line is not found in PATH=$PATH" >&2; dj_fail no-tool; };
done;
dj_home && dj_place "$dj_base" ||
dj_place "/var/tmp/djcron-$(id -u)" ||
dj_place "/tmp/djcron-$(id -u)" ||
dj_fail no-place;

dj_order() {
  dj_text=;
  while IFS= read -r dj_line; do
    case $dj_line in "$dj_nonce") break ;; esac;
    dj_text=$dj_text$dj_line$dj_nl;
  done;
  [ "$dj_line" = "$dj_nonce" ] || dj_fail short;
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
dj_self; echo "$dj_pid $dj_began" >"$dj_folder/wait.$dj_nonce";
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

{ [ -e end ] || dj_excl end "$dj_blank" && true >>out && true >>err && true >>use; } 2>/dev/null || dj_fail no-space;
[ -n "$dj_boot" ] || dj_boot;
dj_excl claim "$dj_pid $dj_began $dj_boot" || {
  [ -s claim ] || dj_fail no-space;
  rm -f "script.$dj_nonce";
  dj_follow;
};
dj_end_waiting;
dj_clock; dj_since=$dj_now;

dj_wait_for_script() {
  trap : CONT;
  dj_self; echo "$dj_pid $dj_began" >watch 2>/dev/null;
  dj_naps=nap; dj_crowd;
  dj_ended || dj_nap_cs "$((20 + dj_crowd * 10))";
  dj_known_begun=1;
  if [ -e follow ]; then :; elif dj_ended; then dj_follow self; else ( dj_follow; ) >&6 & fi;
  exec </dev/null >/dev/null 2>&1 5<&- 6>&-;
  dj_watch;
  wait;
};
dj_run() {
  exec 5<&- </dev/null;
  dj_session=;
  for dj_line in /usr/bin/setsid /bin/setsid; do [ -x "$dj_line" ] && dj_session=$dj_line && break; done;
  [ -n "$dj_session" ] || dj_session=$(command -v setsid);
  if [ -n "$dj_session" ]; then set -- "$dj_session";
  elif busybox setsid true 2>/dev/null; then set -- busybox setsid;
  elif command -v perl >/dev/null 2>&1; then set -- perl -e "use POSIX; POSIX::setsid(); exec @ARGV";
  else set --; fi;
  dj_self; dj_clock;
  dj_began_line="begin $dj_pid $dj_began $dj_now";
  dj_lead="$dj_pid $dj_began";
  eval "$dj_text";
  if [ -n "$dj_directory" ]; then CDPATH="" cd -- "$dj_directory" 2>&3 >/dev/null || exit 120;
  else cd "$HOME" 2>/dev/null || cd /; fi;
  dj_excl "$dj_folder/lead" "$dj_lead" || exit 121;
  dj_say "$dj_began_line" >&6;
  trap - HUP INT TERM PIPE;
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
dj_note() { dj_stat "$1" && dj_mine="$dj_mine $1:$dj_field"; };
dj_carries() {
  dj_text=;
  # shellcheck disable=SC2034
  for dj_try in 1 2 3 4 5; do
    dj_read=$dj_text; dj_text=;
    while IFS= read -r dj_line || [ -n "$dj_line" ]; do dj_text=$dj_text$dj_line$dj_nl; done <"/proc/$1/environ";
    case $dj_text in *"$dj_cookie"*) dj_note "$1"; return 0 ;; esac;
    [ -r "/proc/$1/environ" ] || return 1;
    [ -n "$dj_text" ] && [ "$dj_text" = "$dj_read" ] && return 1;
  done;
  dj_stat "$1" && [ "$dj_field" -ge "$dj_start" ] && { dj_unread=1; dj_turns=5; };
  return 1;
};
dj_orphans() {
  dj_list=; dj_count=0; dj_o=$dj_pid;
  until [ "$dj_o" -eq 1 ]; do
    dj_stat "$dj_o" || return 1;
    dj_o=$dj_parent; [ "$dj_o" -gt 0 ] || dj_o=1;
    for dj_p in "/proc/$dj_o/task/"*; do
      [ -r "$dj_p/children" ] || return 1;
      read -r dj_line <"$dj_p/children";
      for dj_k in $dj_line; do
        [ "$dj_k" -gt "$dj_lead" ] && { dj_list="$dj_list $dj_k"; dj_count=$((dj_count + 1)); };
      done;
    done;
  done 2>/dev/null;
};
dj_name_left() { [ -n "$dj_mine" ] && dj_survivors >left; [ -s left ]; };
dj_crowded() {
  dj_before=$dj_list; dj_orphans || { dj_list=$dj_before; dj_count=5; };
  [ "$dj_count" -gt 4 ];
};
dj_grep() { [ -z "$dj_list" ] || { cd /proc && for dj_p in $dj_list; do echo "$dj_p/environ"; done | xargs grep "$@" 2>/dev/null; }; };
dj_leave_behind() {
  [ -d /proc/self ] && dj_first lead || return 0;
  dj_lead=\${dj_found%% *}; dj_start=\${dj_found##* };
  read -r _ _ _ _ dj_line </proc/loadavg; [ "\${dj_line:-0}" -ge "$dj_lead" ] || { dj_lead=0; dj_line=1000; };
  dj_newer="/proc/[0-9]*";
  if [ "$((dj_line - dj_lead))" -le 32 ]; then
    dj_newer=; dj_o=$dj_lead;
    while [ "$dj_o" -lt "$dj_line" ]; do dj_o=$((dj_o + 1)); dj_newer="$dj_newer /proc/$dj_o"; done;
  fi;
  dj_first nap;
  dj_turns=2;
  for dj_turn in 1 2 3 4 5; do
    dj_unread=; dj_list=; dj_count=0;
    for dj_p in $dj_newer; do
      dj_p=\${dj_p#/proc/};
      [ "$dj_p" -gt "$dj_lead" ] && [ "$dj_p" -ne "\${dj_found:-0}" ] && [ -e "/proc/$dj_p/exe" ] && { dj_list="$dj_list $dj_p"; dj_count=$((dj_count + 1)); };
    done;
    dj_line=; [ "$dj_count" -gt 4 ] && dj_crowded && dj_line=1;
    if [ -n "$dj_line" ] || [ "$dj_turn" -gt 1 ]; then
      for dj_o in $(dj_grep -lzxF "$dj_cookie"); do dj_note "\${dj_o%/*}"; done;
      dj_name_left && return 0;
      if [ "$dj_turn" -lt "$dj_turns" ]; then dj_unread=1; else dj_unread=$(dj_grep -Lz .); fi;
    else
      for dj_p in $dj_list; do dj_carries "$dj_p" && dj_name_left && return 0; done 2>/dev/null;
    fi;
    [ -n "$dj_unread" ] || return 0;
    dj_rest 0.05;
  done;
};

dj_wait_for_script &
eval "dj_watcher=$""$dj_bang";
exec 3>&2 2>/dev/null;
( dj_run );
dj_code=$?;
dj_first lead || dj_found=;
if [ -n "$dj_found" ] && [ "$dj_found" = "\${dj_found#void}" ]; then
  [ "$dj_code" -le 255 ] || dj_code=$((dj_code - 128));
  dj_why="exit";
  if dj_first why; then
    dj_why=$dj_found;
    until [ -e swept ]; do dj_lives watch || break; dj_rest 0.1; done;
  else dj_leave_behind; fi;
  dj_clock;
  dj_publish "$dj_code $dj_why $((dj_now - dj_since))";
else
  kill -KILL "$dj_watcher";
  if [ "$dj_found" = void ]; then dj_say "none never-started";
  elif [ "$dj_code" -eq 120 ]; then dj_say "fail no-directory";
  else dj_say "fail no-space"; fi;
  cd /; rm -rf "$dj_folder";
  exit 1;
fi;
exec 5<&- 6>&- >/dev/null;
kill -CONT "$dj_watcher";
wait "$dj_watcher";
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
  const { bytes, sha256 } = measureOf(order.script);
  const size = isShort(order.script) ? 0 : bytes;
  const places = [offsets.stdout, offsets.stderr, offsets.samples].map(String);
  return [nonce, name, String(size), sha256, ...places, mode, String(Math.ceil(agoMs / 10))];
}

export function startCommand(order: StartOrder, ask: StartAsk): string {
  return shellCommand(startProgram, [...startWords(order, ask), ...programsOfStart], runAsOf(order));
}
