// The part that sends what an execution has written, from given offsets, until its end is told and its folder removed.
// Runs on the channel of the start for as long as that lasts, and on a new channel after every loss of contact.
//
// - The last one to follow ends the one before, which may hang on a dead connection for hours. Of two that began at once the
//   one that the file does not name goes.
// - Files are opened once; their offset is shared with dd, which takes exactly what was announced.
// - Sizes are asked for after the end was seen, so that nothing written before the end is missed.
// - Looking costs processes, many times a second where many scripts run: `ls` is asked when a file is newer than the last time,
//   and now and then, as some shells compare whole seconds only. The rest is eight times as long as the look, at least; the
//   end of the script wakes it. Where much comes there is no rest. Once it has seen the end it is not to be woken: a signal would
//   end its wait to hear that all is stored.
// - Silence is told apart from absence: while nothing comes it says so, every few seconds.
// - A supervisor that is gone says nothing of the script: only when the script is gone too, and no watcher has told its
//   end for a while, is it lost.
export const following = `
dj_seek() {
  [ "$1" -ge 65536 ] && dd bs=65536 skip="$(($1 / 65536))" count=0 2>/dev/null;
  [ "$(($1 % 65536))" -gt 0 ] && dd bs="$(($1 % 65536))" count=1 2>/dev/null >/dev/null;
  return 0;
};
dj_emit() {
  dj_left=$2;
  while [ "$dj_left" -gt 0 ]; do
    if [ "$dj_left" -ge 1048576 ]; then
      dj_many=$((dj_left / 1048576)); [ "$dj_many" -gt 8 ] && dj_many=8;
      dj_say "$1 $((dj_many * 1048576))$3" || exit 0;
      dd bs=1048576 count="$dj_many" 2>/dev/null || exit 0;
      dj_left=$((dj_left - dj_many * 1048576));
    else
      dj_say "$1 $dj_left$3" || exit 0;
      dd bs="$dj_left" count=1 2>/dev/null || exit 0;
      dj_left=0;
    fi;
  done;
};
dj_more() {
  # shellcheck disable=SC3013
  [ "$((dj_turn % 4))" -eq 1 ] || [ out -nt sent ] || [ err -nt sent ] || [ use -nt sent ] || return 1;
  [ -s out ] || [ -s err ] || [ -s use ] || return 1;
  echo >sent;
  dj_sizes;
  dj_clock; dj_cost=$((dj_now - dj_looked)); dj_much=$((dj_o + dj_e - dj_oo - dj_oe));
  [ "$dj_o" -gt "$dj_oo" ] || [ "$dj_e" -gt "$dj_oe" ] || [ "$dj_u" -gt "$dj_ou" ] || return 1;
  # shellcheck disable=SC3013
  if [ "$dj_e" -gt "$dj_oe" ] && [ out -nt err ]; then dj_emit err "$((dj_e - dj_oe))" <&8; dj_oe=$dj_e; fi;
  [ "$dj_o" -gt "$dj_oo" ] && dj_emit out "$((dj_o - dj_oo))" <&7;
  [ "$dj_e" -gt "$dj_oe" ] && dj_emit err "$((dj_e - dj_oe))" <&8;
  if [ "$dj_u" -gt "$dj_ou" ]; then dj_clock; dj_emit use "$((dj_u - dj_ou))" " $dj_now" <&9; fi;
  dj_oo=$dj_o; dj_oe=$dj_e; dj_ou=$dj_u;
};
dj_tell() {
  [ -s "$1" ] && while read -r dj_line; do dj_say "$1 $dj_line"; done <"$1";
  return 0;
};
dj_finish() {
  [ -n "$dj_spent" ] || trap "" CONT;
  dj_turn=1; dj_more;
  dj_tell hit; dj_tell left;
  dj_say "$1";
  dj_line=; read -r dj_line <&5;
  [ "$dj_line" = "done" ] || exit 0;
  [ -z "$dj_spent" ] || { dj_empty; exec 7<&- 8<&- 9<&-; return; };
  dj_remove; dj_say clean;
  exit 0;
};
dj_empty() {
  case $dj_folder in "$dj_base"/*) ;; *) dj_remove; return ;; esac;
  for dj_p in script.* out err use; do [ -s "$dj_p" ] && true >"$dj_p"; done;
  echo "$dj_name" >spent;
};
dj_tell_end() {
  dj_spent=1; dj_ended || exit 0;
  exec 7<out 8<err 9<use || exit 0;
  dj_clock; dj_looked=$dj_now; dj_finish "end \${dj_found%?}";
};
dj_gone() {
  [ -e out ] || return 0;
  dj_first claim || { dj_missing=$((dj_missing + 1)); [ "$dj_missing" -gt 20 ]; return; };
  [ "\${dj_found#* * }" = "$dj_boot" ] || { dj_reason=rebooted; return 0; };
  if dj_lives claim || dj_lives watch; then dj_missing=0; return 1; fi;
  if dj_lives lead; then dj_missing=0; return 1; fi;
  dj_reason=supervisor-killed;
  dj_missing=$((dj_missing + 1)); [ "$dj_missing" -gt 10 ];
};
dj_started() {
  dj_first lead || return 1;
  [ "$dj_found" = void ] && { dj_remove; dj_say "none never-started"; exit 0; };
  return 0;
};
dj_later() { [ "$1" -le "$dj_wait" ] || dj_wait=$1; };
dj_begin() { dj_started || return 1; dj_clock; dj_say "begin $dj_found $dj_now"; };
dj_follow() {
  trap : CONT; dj_naps=/dev/null;
  [ -n "$1" ] || dj_self;
  if dj_lives follow; then
    case $dj_found in "$dj_pid "*) ;; *) kill -KILL "\${dj_found%% *}" ;; esac;
  fi 2>/dev/null;
  echo "$dj_pid $dj_began" >follow 2>/dev/null;
  [ -n "$dj_boot" ] || dj_boot; dj_missing=0; dj_reason=spool-gone; dj_turn=0; dj_quiet=0; dj_clock; dj_said=$dj_now;
  exec 7<out 8<err 9<use || exit 0;
  dj_seek "$dj_oo" <&7; dj_seek "$dj_oe" <&8; dj_seek "$dj_ou" <&9;
  while :; do
    dj_clock; dj_looked=$dj_now; dj_cost=0; dj_much=0;
    if dj_ended; then dj_finish "end \${dj_found%?}"; fi;
    if [ -z "$dj_known_begun" ] && dj_begin; then dj_known_begun=1; fi;
    if dj_first follow; then case $dj_found in "$dj_pid "*) ;; *) exit 0 ;; esac; fi;
    dj_turn=$((dj_turn + 1));
    if [ "$((dj_turn % 5))" -eq 1 ] && dj_gone; then
      if dj_ended; then dj_finish "end \${dj_found%?}"; fi;
      if [ -z "$dj_known_begun" ]; then
        set -C; { echo void >lead; } 2>/dev/null; set +C;
        dj_started;
      fi;
      dj_finish "lost $dj_reason";
    fi;
    if dj_more; then dj_quiet=0; dj_said=$dj_looked;
    else
      dj_quiet=$((dj_quiet + 1));
      [ "$((dj_looked - dj_said))" -ge 300 ] && { dj_said=$dj_looked; dj_say up || exit 0; };
    fi;
    [ "$dj_much" -ge 1048576 ] && continue;
    dj_wait=$((dj_cost * 8));
    if [ "$dj_quiet" -gt 100 ]; then dj_later 50; elif [ "$dj_quiet" -gt 20 ]; then dj_later 20; else dj_later 10; fi;
    dj_crowd; dj_later "$((dj_crowd * 10))";
    dj_nap_cs "$dj_wait";
  done;
};
`;
