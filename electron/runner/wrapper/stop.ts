// Ends an execution on its host, from a channel of its own: TERM, a grace, KILL, and then a look at what is left. Three
// nets: the script's process group, its session, and whatever carries its cookie. Says what it did, line by line:
//
//   DJ-STOP nonce gone            the script had ended by itself; nothing was touched
//   DJ-STOP nonce term            it lived and was signalled
//   DJ-STOP nonce kill            the grace was over
//   DJ-STOP nonce left PID CMD    still alive after that
//   DJ-STOP nonce end
import { oneLine, shellCommand } from './quote.ts';
import { cookieVariable } from './start.ts';

const mark = 'DJ-STOP';

// Arguments: nonce, pid, start time, cookie, grace in tenths of a second, the awk program below.
// - `kill -TERM -PID` is the one spelling that dash, busybox, bash, mksh, ksh and zsh all understand.
// - A pid is the script's only together with its start time. When it is gone its group is not signalled any more, only
//   processes that were just seen to be in its session or to carry its cookie.
// - While the group exists there is nothing else to look for, and asking for it costs no process.
export const stopProgram = `
dj_pid=$2; dj_began=$3; dj_cookie=$4; dj_left=$5; dj_sessions=$6; dj_nonce=$1;
dj_tell() { echo "${mark} $dj_nonce $1"; };
dj_field() { shift 19; dj_field=$1; };
dj_leads() {
  [ -d /proc/self ] || { kill -0 "$dj_pid" 2>/dev/null; return; };
  dj_line=;
  { read -r dj_line <"/proc/$dj_pid/stat"; } 2>/dev/null || return 1;
  dj_line=\${dj_line##*") "};
  case $dj_line in Z*) return 1 ;; esac;
  # shellcheck disable=SC2086
  dj_field $dj_line;
  [ "$dj_field" = "$dj_began" ];
};
dj_members() {
  if [ -d /proc/self ]; then
    awk -v leader="$dj_pid" -v spared="\${1:-0}" -v began="$dj_began" -v self="$$" -v cookies="$(grep -lzxF "$dj_cookie" /proc/[0-9]*/environ 2>/dev/null | tr / " ")" "$dj_sessions" /proc/[0-9]*/stat 2>/dev/null;
  else
    ps -A -o pid= -o pgid= | while read -r dj_p dj_g; do [ "$dj_g" = "$dj_pid" ] && echo "$dj_p"; done;
  fi;
};
dj_signal() {
  dj_group=0;
  if dj_leads; then
    if kill "-$1" "-$dj_pid" 2>/dev/null; then dj_group=$dj_pid; else kill "-$1" "$dj_pid" 2>/dev/null; fi;
  fi;
  for dj_p in $(dj_members "$dj_group"); do kill "-$1" "$dj_p" 2>/dev/null; done;
};
dj_gone() {
  kill -0 "-$dj_pid" 2>/dev/null && [ "$((dj_turn % 10))" -gt 0 ] && return 1;
  dj_leads && return 1;
  dj_found=$(dj_members);
  [ -z "$dj_found" ];
};
dj_wait() {
  dj_turn=0;
  until dj_gone; do
    dj_turn=$((dj_turn + 1));
    [ "$dj_left" -gt 0 ] || return 1;
    if sleep 0.1 2>/dev/null; then dj_left=$((dj_left - 1)); else sleep 1; dj_left=$((dj_left - 10)); fi;
  done;
};
dj_leads || { dj_tell gone; dj_tell end; exit 0; };
dj_signal TERM;
dj_tell term;
if dj_wait; then dj_tell end; exit 0; fi;
dj_signal KILL;
dj_tell kill;
dj_left=20;
until dj_wait; do
  dj_signal KILL;
  for dj_p in $(dj_members); do
    dj_what=$(tr "[:cntrl:]" " " <"/proc/$dj_p/cmdline") 2>/dev/null;
    [ -n "$dj_what" ] || dj_what=$(ps -o command= -p "$dj_p" 2>/dev/null);
    dj_tell "left $dj_p $dj_what";
  done;
  break;
done;
dj_tell end;
`;

/** Live pids of the session and of those that carry the cookie, without a process group that was signalled already. */
export const sessionProgram = `
BEGIN {
  n = split(cookies, word, " ");
  for (i = 1; i <= n; i++) if (word[i] ~ /^[0-9]+$/) carries[word[i]] = 1;
  for (a = 1; a < ARGC; a++) {
    if ((getline line < ARGV[a]) > 0) {
      pid = line + 0; rest = line;
      while ((j = index(rest, ") ")) > 0) rest = substr(rest, j + 2);
      split(rest, f, " ");
      if (pid == leader && (f[20] "" == began "") == 0) taken = 1;
      if (f[1] ~ /^[ZX]/ || (spared > 0 && f[3] == spared)) continue;
      if (f[4] == leader) member[pid] = 1;
      if (pid in carries) other[pid] = 1;
    }
    close(ARGV[a]);
  }
  if (taken) for (pid in member) delete member[pid];
  for (pid in member) other[pid] = 1;
  delete other[self];
  for (pid in other) print pid;
}
`;

export interface StopOrder {
  nonce: string;
  pid: number;
  start: string;
  cookie: string;
  graceMs: number;
  runAs: string | null;
}

export function stopCommand(order: StopOrder): string {
  const grace = String(Math.max(0, Math.ceil(order.graceMs / 100)));
  const args = [order.nonce, String(order.pid), order.start, `${cookieVariable}=${order.cookie}`, grace, oneLine(sessionProgram)];
  return shellCommand(stopProgram, args, order.runAs);
}

/** What the host reported so far. */
export interface StopReport {
  /** false: the script had ended by itself before; null: not known */
  signalled: boolean | null;
  killed: boolean;
  survivors: string[];
  complete: boolean;
}

export function parseStop(text: string, nonce: string): StopReport {
  const report: StopReport = { signalled: null, killed: false, survivors: [], complete: false };
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${mark} ${nonce} `)) continue;
    const rest = line.slice(mark.length + nonce.length + 2);
    if (rest === 'gone') report.signalled = false;
    else if (rest === 'term') report.signalled = true;
    else if (rest === 'kill') report.killed = true;
    else if (rest === 'end') report.complete = true;
    else if (rest.startsWith('left ')) report.survivors.push(rest.slice(5).trim());
  }
  return report;
}
