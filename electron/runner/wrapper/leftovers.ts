// What a script leaves running at its end: named, and left alone. Builtins only, as long as few processes are newer.
//
// - They are looked for among processes newer than the script, unless pids have begun anew since, whose program may be
//   seen: no kernel thread, nobody else's; and only among children of those above us: whoever lost its parent was given to one of
//   them, and whoever still has one is below such a one. sshd takes in nobody: its children are other logins, maybe many. Where the
//   kernel tells no children, among all.
// - Where no process was made since the script's own, none is left.
// - A number says little where pids began anew; when a process began costs a shell a hundredth of reading its environment, which is
//   read byte by byte too. Of many, grep looks.
// - One that is just becoming another program shows no environment, or the beginning of one: only what is read twice the same
//   is without the cookie, and grep, which reads at once, looks again, as long as it finds nothing to read.
import { cookieVariable } from './protocol.ts';

export const leftovers = `
dj_note() { dj_stat "$1" && dj_mine="$dj_mine $1:$dj_field"; };
dj_carries() {
  dj_text=;
  # shellcheck disable=SC2034
  for dj_try in 1 2 3 4 5; do
    dj_read=$dj_text; dj_text=;
    while IFS= read -r dj_line || [ -n "$dj_line" ]; do dj_text=$dj_text$dj_line$dj_nl; done <"/proc/$1/environ";
    case $dj_text in *"${cookieVariable}=$dj_name"*) dj_note "$1"; return 0 ;; esac;
    [ -r "/proc/$1/environ" ] || return 1;
    [ -n "$dj_text" ] && [ "$dj_text" = "$dj_read" ] && return 1;
  done;
  dj_stat "$1" && [ "$dj_field" -ge "$dj_start" ] && { dj_unread=1; dj_turns=5; };
  return 1;
};
dj_ancestors() {
  dj_stat "$1" || return 1;
  dj_above=1; dj_o=$dj_parent;
  until [ "$dj_o" -le 1 ]; do
    dj_stat "$dj_o" || return 1;
    case $dj_line in *" (sshd"*) ;; *) dj_above="$dj_above $dj_o" ;; esac;
    dj_o=$dj_parent;
  done;
};
dj_given() {
  for dj_o in $dj_above; do
    for dj_p in "/proc/$dj_o/task/"*; do
      [ -r "$dj_p/children" ] || return 1;
      read -r dj_line <"$dj_p/children";
      for dj_k in $dj_line; do [ "$dj_k" -le "$dj_lead" ] || dj_candidate "$dj_k"; done;
    done;
  done 2>/dev/null;
};
dj_candidate() { [ "$1" -ne "\${dj_nap:-0}" ] && [ -e "/proc/$1/exe" ] && { dj_list="$dj_list $1"; dj_count=$((dj_count + 1)); }; };
dj_candidates() {
  dj_list=; dj_count=0;
  [ -n "$dj_above" ] && dj_given && return;
  dj_list=; dj_count=0;
  dj_ancestors "$dj_pid" && dj_given && return;
  dj_list=; dj_count=0;
  for dj_p in "/proc/"[0-9]*; do dj_p=\${dj_p#/proc/}; [ "$dj_p" -le "$dj_lead" ] || dj_candidate "$dj_p"; done;
};
dj_newer() {
  [ "$dj_count" -le 16 ] || return 0;
  dj_known=$dj_list; dj_list=; dj_count=0;
  for dj_p in $dj_known; do
    dj_stat "$dj_p" && [ "$dj_field" -ge "$dj_start" ] && { dj_list="$dj_list $dj_p"; dj_count=$((dj_count + 1)); };
  done;
};
dj_name_left() {
  [ -z "$dj_mine" ] || { dj_newest=$dj_list; dj_survivors >left; dj_list=$dj_newest; };
  [ -s left ];
};
dj_grep() { [ -z "$dj_list" ] || { cd /proc && for dj_p in $dj_list; do echo "$dj_p/environ"; done | xargs grep "$@" 2>/dev/null; }; };
dj_leave_behind() {
  [ -d /proc/self ] && dj_first lead || return 0;
  dj_lead=\${dj_found%% *}; dj_start=\${dj_found##* };
  read -r _ _ _ _ dj_line </proc/loadavg;
  [ "\${dj_line:-0}" -ne "$dj_lead" ] || return 0;
  [ "\${dj_line:-0}" -gt "$dj_lead" ] || dj_lead=0;
  dj_first nap; dj_nap=$dj_found;
  dj_turns=2;
  for dj_turn in 1 2 3 4 5; do
    dj_unread=; dj_candidates; dj_newer;
    if [ "$dj_count" -gt 4 ] || [ "$dj_turn" -gt 1 ]; then
      for dj_o in $(dj_grep -lzxF "${cookieVariable}=$dj_name"); do dj_note "\${dj_o%/*}"; done;
      dj_name_left && return 0;
      if [ "$dj_turn" -lt "$dj_turns" ]; then dj_unread=1; else dj_unread=$(dj_grep -Lz .); fi;
    else
      for dj_p in $dj_list; do dj_carries "$dj_p" && dj_name_left && return 0; done 2>/dev/null;
    fi;
    [ -n "$dj_unread" ] || return 0;
    dj_rest 0.05;
  done;
};
`;
