// The part that keeps limits and takes samples beside a running script, whether anybody listens or not, and that ends a
// script: by TERM, a grace, KILL, until nothing of it is left or what is left is named. It is the one place that does, so
// that a cancel, a timeout and a broken connection in the midst of either come to the same end.
//
// - SIGCONT wakes it: the one signal that does no harm before it is waited for.
// - `dj_nap` sleeps beside a wait, which a signal ends; the sleep must hold nothing of the channel open. Where no fractions
//   are understood it sleeps whole seconds. Its pid is known to who looks for processes that are left behind. TERM is ignored
//   here, so it is by it: KILL ends one that is not needed any more. Who only follows was never sent a bang.
// - The first tick comes soon, to begin to send; a script that ends before costs no more than that.
// - Sizes are asked for when a file is newer than the last time, now and then, and before anything is ended for them.
// - Where much is written it looks again before the limit can be reached at that pace.
// - Looking at a host takes at most a tenth of the time: on a busy one the samples come less often.
// - What is still there two seconds after the first KILL is named as left: another user's, or stuck in the kernel.
// - When the folder was taken away there is nothing to keep.
// - One that comes later, for what is there without any, takes what is to be kept from a file.
// - Without a supervisor it goes on, and tells the end when the script is gone: the exit code is then unknown.
export const ends = `
dj_none() { dj_see && [ -z "$dj_list" ]; };
dj_end_it() {
  dj_ended && return;
  [ -s why ] || { dj_lives lead || return; echo "$1" >>why; };
  dj_clock; dj_kill_at=$((dj_now + dj_grace)); dj_killed=0;
  dj_signal TERM;
  while :; do
    dj_none && { dj_rest 0.1; dj_none && break; };
    dj_clock;
    if [ "$dj_now" -ge "$dj_kill_at" ]; then
      [ "$dj_killed" -gt 0 ] && [ "$dj_now" -ge "$((dj_kill_at + 200))" ] && break;
      dj_killed=1;
      dj_signal KILL;
    fi;
    dj_rest 0.1;
  done;
  { dj_survivors >left; echo swept >swept; } 2>/dev/null;
};
`;

export const watching = `
dj_nap() {
  [ -n "$dj_bang" ] || dj_bang=$(awk -v c=%c "BEGIN { printf c, 33 }");
  # shellcheck disable=SC2217
  sleep "\${dj_whole:-$1}" </dev/null >/dev/null 2>&1 5<&- 6>&- &
  eval "dj_sleep=$""$dj_bang";
  echo "$dj_sleep" >"$dj_naps";
  wait "$dj_sleep" 2>/dev/null;
  dj_code=$?;
  if [ "$dj_code" -gt 128 ]; then kill -KILL "$dj_sleep" && wait "$dj_sleep"; elif [ "$dj_code" -eq 1 ]; then dj_whole=1; fi;
} 2>/dev/null;
dj_nap_cs() {
  dj_n=$1; [ "$dj_n" -gt "\${2:-100}" ] && dj_n=\${2:-100};
  [ "$dj_n" -lt 5 ] && dj_n=5;
  dj_c=$((dj_n % 100)); [ "$dj_c" -lt 10 ] && dj_c=0$dj_c;
  dj_nap "$((dj_n / 100)).$dj_c";
};
dj_sooner() { [ "$1" -gt 0 ] && [ "$1" -lt "$dj_wait" ] && dj_wait=$1; };
dj_measure() {
  echo >look;
  dj_sizes;
  dj_grown=$((dj_o + dj_e - dj_last_size)); dj_lap=$((dj_now - dj_measured)); dj_measured=$dj_now;
  if [ "$dj_grown" -ne 0 ]; then dj_last_size=$((dj_o + dj_e)); dj_last_at=$dj_now; fi;
};
dj_limits() {
  dj_clock; dj_wait=100; dj_ran=$((dj_now - dj_since)); dj_turn=$((dj_turn + 1));
  # shellcheck disable=SC3013
  if [ "$((dj_turn % 8))" -eq 1 ] || [ out -nt look ] || [ err -nt look ]; then dj_measure; else dj_grown=0; fi;
  if [ "$dj_timeout" -gt 0 ]; then
    [ "$dj_ran" -ge "$dj_timeout" ] && { dj_end_it timeout; return; };
    dj_sooner "$((dj_timeout - dj_ran))";
  fi;
  if [ "$dj_idle" -gt 0 ]; then
    if [ "$((dj_now - dj_last_at))" -ge "$dj_idle" ]; then
      dj_measure;
      [ "$((dj_now - dj_last_at))" -ge "$dj_idle" ] && { dj_end_it idle-timeout; return; };
    fi;
    dj_sooner "$((dj_idle - dj_now + dj_last_at))";
  fi;
  if [ "$dj_spool" -gt 0 ]; then
    [ "$dj_last_size" -gt "$dj_spool" ] && { dj_end_it output-limit; return; };
    [ "$dj_grown" -gt 0 ] && dj_sooner "$((1 + (dj_spool - dj_last_size) * dj_lap / dj_grown / 2))";
  fi;
};
dj_orphaned() {
  [ -e claim ] || return 0;
  dj_lives claim && return 1;
  dj_lives lead && return 1;
  dj_lives claim && return 1;
  dj_ended && return 0;
  dj_clock; dj_first why || dj_found=supervisor-lost;
  [ -e left ] || dj_survivors >left;
  dj_publish "- $dj_found $((dj_now - dj_since))";
};
dj_watch() {
  dj_naps=nap; dj_last_size=0; dj_last_at=$dj_since; dj_measured=$dj_since; dj_grown=0; dj_sample_at=$((dj_since + 100 + dj_crowd * 10)); dj_turn=0; dj_units=; dj_often=$dj_every; [ "$dj_often" -gt 0 ] || dj_often=500;
  while :; do
    dj_ended && return;
    if [ -s why ]; then [ -e swept ] || dj_end_it cancel; else dj_limits; fi;
    dj_ended && return;
    dj_orphaned && return;
    [ -e swept ] && { dj_nap 0.2; continue; };
    dj_clock;
    if [ "$dj_now" -ge "$dj_sample_at" ]; then
      dj_before=$dj_now; dj_take 2>/dev/null; dj_clock;
      dj_step=$(((dj_now - dj_before) * 10)); [ "$dj_step" -gt "$dj_often" ] || dj_step=$dj_often;
      dj_sample_at=$((dj_before + dj_step));
    fi;
    dj_sooner "$((dj_sample_at - dj_now))";
    dj_nap_cs "$dj_wait";
  done;
};
dj_adopt() {
  trap "" HUP INT TERM PIPE; trap : CONT;
  exec </dev/null >/dev/null 2>&1 5<&- 6>&-;
  dj_first lead && [ "$dj_found" = "\${dj_found#void}" ] || exit 0;
  dj_ended && exit 0;
  [ -n "$dj_boot" ] || dj_boot;
  { IFS= read -r dj_found; IFS=" " read -r dj_timeout dj_grace dj_idle dj_spool dj_every dj_since dj_name; } <claim || exit 0;
  [ "\${dj_found#* * }" = "$dj_boot" ] || exit 0;
  dj_self; dj_excl watch "$dj_pid $dj_began" || exit 0;
  dj_crowd; dj_watch;
};
`;
