// Parts of the programs that run on a host: POSIX sh for dash, bash, busybox and mksh. They hold no single quote, no
// backslash and no exclamation mark (quote.ts says why), and cost a process only where there is no other way.
import { cookieVariable, endBlanks, word } from './protocol.ts';

/**
 * How a program begins. All names begin with dj_: what the login environment exports must not meddle, and nothing of ours is
 * exported.
 */
export const variables = `
# Parts are shared by programs that do not use all of them, and what a background job is called comes by eval.
# shellcheck disable=SC2034,SC2154
umask 077;
unset dj_nl dj_nonce dj_name dj_size dj_sum dj_folder dj_line dj_text dj_bang dj_session dj_directory dj_interpreter dj_argument;
unset dj_pid dj_began dj_boot dj_now dj_state dj_field dj_found dj_p dj_o dj_why dj_code dj_known dj_start dj_script dj_whole dj_count dj_list dj_mine dj_spent dj_above dj_cpus dj_uid;
dj_nl=\${IFS#??};
`;

// `dj_ended`: shells read a byte at a time. What was laid over the blanks meanwhile may lack its first signs, and `10` be read as
// `0`: only what is read after the last sign was seen is whole.
// `dj_self` reads the stat line of the process that runs it, a subshell's too, since /proc/self is who opens it.
// `dj_stat PID` sets its start time and state; the name of a process may hold whatever it likes, newlines too. Where there is
// no /proc a pid has to do. `dj_crowd`: how many more processes want to run than there are processors, for each of them.
export const identity = `
dj_say() { echo "${word} $dj_nonce $1"; };
dj_field20() { [ "$#" -ge 20 ] || return 1; dj_state=$1; dj_parent=$2; shift 19; dj_field=$1; };
dj_stat() {
  dj_line=; dj_field=-;
  if [ -d /proc/self ]; then
    { { read -r dj_line && while read -r dj_more; do dj_line="$dj_line $dj_more"; done; } <"/proc/$1/stat"; } 2>/dev/null || return 1;
    dj_stat_pid=\${dj_line%% *};
    # shellcheck disable=SC2086
    dj_field20 \${dj_line##*") "};
  else
    kill -0 "$1" 2>/dev/null || return 1;
    dj_state=S;
  fi;
};
dj_self() {
  if [ -d /proc/self ]; then dj_stat self; dj_pid=$dj_stat_pid; dj_began=$dj_field;
  else
    # shellcheck disable=SC1135
    dj_pid=$(exec sh -c "echo $""PPID"); dj_began=-;
  fi;
};
dj_alive() {
  [ -n "$1" ] && dj_stat "$1" || return 1;
  case $dj_state in [ZX]*) return 1 ;; esac;
  [ "$dj_field" = "$2" ];
};
dj_boot() {
  dj_boot=;
  { read -r dj_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || dj_boot=$(sysctl -n kern.boottime 2>/dev/null | tr -cd 0-9);
  dj_stat 1; dj_boot="\${dj_boot:--} $dj_field";
};
dj_clock() {
  dj_line=;
  { [ -r /proc/uptime ] && read -r dj_line _ </proc/uptime; } || dj_line=$(date +%s).00;
  dj_now=$((\${dj_line%.*} * 100 + 1\${dj_line#*.} - 100));
};
dj_crowd() {
  dj_crowd=0;
  { read -r _ _ _ dj_line _ </proc/loadavg && { [ -n "$dj_cpus" ] || read -r dj_cpus </sys/devices/system/cpu/online; }; } 2>/dev/null || return 0;
  dj_crowd=$((\${dj_line%%/*} / (\${dj_cpus##*[,-]} + 1) - 1));
  [ "$dj_crowd" -gt 0 ] || dj_crowd=0;
};
dj_excl() {
  set -C;
  if { echo "$2" >"$1"; } 2>/dev/null; then dj_code=0; else dj_code=1; fi;
  set +C;
  return "$dj_code";
};
dj_first() { dj_found=; [ -e "$1" ] && { read -r dj_found <"$1"; } 2>/dev/null; [ -n "$dj_found" ]; };
dj_lives() {
  dj_first "$1" || return 1;
  # shellcheck disable=SC2086
  set -- $dj_found;
  dj_alive "$1" "$2";
};
dj_ended() {
  dj_first end || return 1;
  case $dj_found in *";") dj_first end ;; *) return 1 ;; esac;
};
dj_sizes() {
  # shellcheck disable=SC2012,SC2046
  set -- $(LC_ALL=C TIME_STYLE=locale ls -ln err out use 2>/dev/null);
  dj_e=\${5:-0}; dj_o=\${14:-0}; dj_u=\${23:-0};
};
dj_rest() {
  if sleep "$1" 2>/dev/null; then :; else sleep 1; fi;
};
`;

// Where an execution's folder may be. A base must be ours and no link: others may write to /tmp.
// - `dj_entry BASE`: its folder is what its name leads to there: the folder itself, or a file that names another (kept.ts). One
//   that names nothing yet is being written; one that never will is of a shell that ended there.
// - `dj_forget`: where nothing was found, what a shell that was killed while it removed has left: a file that leads nowhere, what
//   was put out of the way. Only for an execution that never begins any more.
export const places = `
dj_home() { [ -n "$XDG_STATE_HOME" ] || [ -d "$HOME" ]; };
dj_ours() {
  case $1 in /?*) ;; *) return 1 ;; esac;
  [ -h "$1" ] && return 1;
  # shellcheck disable=SC3067
  [ -O "$1" ];
};
dj_entry() {
  dj_folder=$1/$dj_name;
  [ -f "$dj_folder" ] || return 0;
  for dj_try in 1 2 3 4 5 6 7 8; do
    if dj_first "$dj_folder"; then dj_folder=$1/$dj_found; return 0; fi;
    dj_rest 0.1;
  done;
  return 1;
};
dj_who() { [ -n "$dj_uid" ] || dj_uid=$(id -u); };
dj_find() {
  dj_who;
  for dj_top in "$dj_base" "/var/tmp/djcron-$dj_uid" "/tmp/djcron-$dj_uid"; do
    dj_ours "$dj_top" && dj_entry "$dj_top" && dj_ours "$dj_folder" && return;
  done;
  dj_folder=; return 1;
};
dj_forget() {
  for dj_top in "$dj_base" "/var/tmp/djcron-$dj_uid" "/tmp/djcron-$dj_uid"; do
    dj_ours "$dj_top" || continue;
    for dj_p in "$dj_top/$dj_name" "$dj_top/$dj_name".*.void; do [ -e "$dj_p" ] && rm -rf "$dj_p"; done;
  done;
};
dj_remove() { cd /; rm -rf "\${dj_folder:?}" "\${dj_folder%/*}/\${dj_name:?}"; };
dj_base=\${XDG_STATE_HOME:-$HOME/.local/state}/djcron;
`;

// Who belongs to an execution: its session, whoever carries its cookie, whoever was ever seen below it, those of dj_mine, and whoever
// is below any of these or in a session that one of them leads. Names are PID:START; who was found once stays known (dj_mine),
// as it may lose all that it was found by with the next signal.
// - `kill -TERM -PID` is the one spelling that all these shells understand.
// - The group is signalled only while its leader is alive: afterwards the number may be another's. Who got a signal with
//   the group gets it once, as a trap may do its work twice.
// - An awk may end without a word when a process goes just as it is read, and there are hosts without one. That is looking in
//   vain, which is tried again, and never counts as having found nothing.
export const members = `
dj_members() {
  dj_first lead || return 0;
  dj_known=; [ -s seen ] && { read -r dj_known <seen; } 2>/dev/null;
  dj_known="$dj_known $dj_mine";
  # shellcheck disable=SC2086
  for dj_try in 1 2 3 4 5 6 7 8; do dj_look "$1" && { echo $dj_list; return; }; done;
  return 1;
};
dj_look() {
  if [ -d /proc/self ]; then
    dj_list=$(awk -v leader="\${dj_found%% *}" -v began="\${dj_found#* }" -v known="$dj_known" -v apart="$1" -v cookies="$(grep -lzxF "${cookieVariable}=$dj_name" /proc/[0-9]*/environ 2>/dev/null | tr / " ")" "$dj_sessions" /proc/[0-9]*/stat 2>/dev/null);
  else
    dj_list=$(ps -A -o pid= -o pgid= 2>/dev/null) && dj_list=$(echo "$dj_list" | while read -r dj_p dj_g; do [ -z "$1" ] && [ "$dj_g" = "\${dj_found%% *}" ] && echo "$dj_p"; done; :);
  fi;
};
dj_see() {
  dj_list=$(dj_members "$1") || return 1;
  case " $dj_mine " in *" $dj_list "*) ;; *) dj_mine="$dj_mine $dj_list" ;; esac;
};
dj_what() {
  for dj_p in $dj_list; do
    dj_p=\${dj_p%%:*};
    dj_line=$(tr -s "[:cntrl:]" " " <"/proc/$dj_p/cmdline") 2>/dev/null;
    [ -n "$dj_line" ] || dj_line=$(ps -o command= -p "$dj_p" 2>/dev/null);
    echo "$dj_p $dj_line";
  done;
};
dj_signal() {
  dj_see;
  dj_what >>hit 2>/dev/null;
  if dj_lives lead && kill "-$1" "-\${dj_found%% *}" 2>/dev/null; then dj_see apart; fi;
  for dj_p in $dj_list; do kill "-$1" "\${dj_p%%:*}" 2>/dev/null; done;
};
dj_survivors() {
  dj_see || echo -;
  dj_what;
};
`;

/** For awk: all of a stat file in one line, whatever the process is called; nothing when it has gone. */
export const statFunction = `
function stat_of(file, line, all) {
  while ((getline line < file) > 0) all = all line " ";
  close(file);
  return all;
}`;

/** PID:START of whatever lives of an execution, for dj_members. */
export const sessionProgram = `${statFunction}
BEGIN {
  n = split(cookies, word, " ");
  for (i = 1; i <= n; i++) if (word[i] ~ /^[0-9]+$/) carries[word[i]] = 1;
  n = split(known, word, " ");
  for (i = 1; i <= n; i++) { split(word[i], f, ":"); before[f[1]] = f[2]; }
  for (a = 1; a < ARGC; a++) {
    rest = stat_of(ARGV[a]);
    if (rest > "") {
      pid = rest + 0;
      while ((j = index(rest, ") ")) > 0) rest = substr(rest, j + 2);
      split(rest, f, " ");
      state[pid] = f[1]; parent[pid] = f[2]; group[pid] = f[3]; session[pid] = f[4]; start[pid] = f[20];
      if ((pid in carries) || ((pid in before) && before[pid] "" == f[20] "")) own[pid] = 1;
    }
  }
  taken = (leader in start) && (start[leader] "" == began "") == 0;
  do {
    grew = 0;
    for (pid in start) {
      s = session[pid];
      if ((pid in own) == 0 && ((parent[pid] in own) || (s == leader && taken == 0) || ((s in own) && session[s] == s))) {
        own[pid] = 1; grew = 1;
      }
    }
  } while (grew);
  for (pid in own) if ((state[pid] ~ /^[ZX]/) == 0 && (apart == "" || taken || (group[pid] == leader) == 0)) print pid ":" start[pid];
}
`;

// The result is laid over blanks; a reader takes it only with its last sign. Who sends is woken to tell it.
export const ending = `
dj_blank="${endBlanks}";
dj_publish() {
  echo "$1 ;" 1<>end;
  dj_lives follow && kill -CONT "\${dj_found%% *}" 2>/dev/null;
  return 0;
};
`;
