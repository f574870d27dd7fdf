// The program that runs on the host around one script. It starts the script in a session of its own and tells its end;
// stdout and stderr go straight from the script to the channel. There is no spool: when the connection goes, the script
// goes on but its output has nowhere to go.
//
//   host    READY nonce                          the shell works; nothing is sent before
//   here    secret, environment, nonce, script   by standard input (order.ts)
//   host    BEGIN nonce pid start                on both streams, just before the script's first byte
//   host    … the script's bytes …
//   host    secret code                          on both streams: the end, which the script cannot know how to say
//   host    FAIL nonce reason                    instead of BEGIN

export const marks = { ready: 'DJ-READY', begin: 'DJ-BEGIN', fail: 'DJ-FAIL' } as const;

/** Environment variable that every process of an execution carries: how those that left the session are found. */
export const cookieVariable = 'DJCRON_EXECUTION';

// Arguments: nonce, bytes of the script, name of the folder.
// - `dj_` names and the unset: what the login environment exports would be exported again, the secret with it.
// - `install -d` makes and restricts both folders in one process; where it is missing, three do.
// - `read` takes one byte at a time from a pipe, so that `cat` gets exactly the script.
// - The script runs in the foreground: background jobs begin with SIGINT ignored, and cannot take that back everywhere.
// - The child reads its own stat line: only so /proc/self is the child, without another process.
// - The command that makes a session stands in "$@" before the environment is taken over, which may change PATH.
// - The wrapper outlives the connection, to remove the folder. Its own stderr is put aside while the script runs, because
//   some shells write there that a child was killed.
export const startProgram = `
umask 077;
unset dj_nl dj_nonce dj_size dj_name dj_folder dj_secret dj_line dj_text dj_got dj_code dj_session;
unset dj_directory dj_interpreter dj_argument dj_stat dj_pid dj_began;
dj_nl=\${IFS#??};
dj_nonce=$1; dj_size=$2; dj_name=$3;
dj_folder=;
echo "\${dj_nl}${marks.ready} $dj_nonce";

dj_fail() {
  echo "\${dj_nl}${marks.fail} $dj_nonce $1";
  [ -z "$dj_folder" ] || rm -rf "$dj_folder";
  exit 1;
};
dj_place() {
  case $1 in /?*) ;; *) return 1 ;; esac;
  [ -h "$1" ] && return 1;
  # shellcheck disable=SC3067
  [ -e "$1" ] && { [ -O "$1" ] || return 1; };
  install -d -m 700 "$1" "$1/$dj_name" 2>/dev/null ||
  { mkdir -p "$1" && chmod 700 "$1" && mkdir -p "$1/$dj_name"; } 2>/dev/null || return 1;
  # shellcheck disable=SC3067
  [ -O "$1" ] && [ -O "$1/$dj_name" ] || return 1;
  [ -h "$1" ] && return 1;
  { echo dj >"$1/$dj_name/script"; } 2>/dev/null || return 1;
  dj_folder=$1/$dj_name;
};
dj_began() { shift 19; dj_began=$1; };

{ [ -n "$XDG_STATE_HOME" ] || [ -d "$HOME" ]; } && dj_place "\${XDG_STATE_HOME:-$HOME/.local/state}/djcron" ||
dj_place "/var/tmp/djcron-$(id -u)" ||
dj_place "/tmp/djcron-$(id -u)" ||
dj_fail no-place;

IFS= read -r dj_secret || dj_fail no-order;
dj_text=;
while IFS= read -r dj_line; do
  case $dj_line in "$dj_nonce") break ;; esac;
  dj_text=$dj_text$dj_line$dj_nl;
done;
[ "$dj_line" = "$dj_nonce" ] || dj_fail short;
cat >"$dj_folder/script" || dj_fail no-space;
dj_got=$(wc -c <"$dj_folder/script");
[ "$((dj_got))" -eq "$dj_size" ] || dj_fail short;

trap "" HUP INT TERM PIPE;
exec 3>&2 2>/dev/null;
(
  trap - HUP INT TERM PIPE;
  exec 2>&3 3>&- </dev/null;
  dj_session=;
  for dj_line in /usr/bin/setsid /bin/setsid; do [ -x "$dj_line" ] && dj_session=$dj_line && break; done;
  [ -n "$dj_session" ] || dj_session=$(command -v setsid);
  if [ -n "$dj_session" ]; then set -- "$dj_session";
  elif busybox setsid true 2>/dev/null; then set -- busybox setsid;
  elif command -v perl >/dev/null 2>&1; then set -- perl -e "use POSIX; POSIX::setsid(); exec @ARGV";
  else set --; fi;
  dj_stat=; dj_pid=0; dj_began=0;
  { read -r dj_stat </proc/self/stat; } 2>/dev/null;
  if [ -n "$dj_stat" ]; then
    dj_pid=\${dj_stat%% *};
    # shellcheck disable=SC2086
    dj_began \${dj_stat##*") "};
  else
    # shellcheck disable=SC1135
    dj_pid=$(exec sh -c "echo $""PPID");
  fi;
  eval "$dj_text";
  if [ -n "$dj_directory" ]; then CDPATH="" cd -- "$dj_directory" >/dev/null || dj_fail no-directory;
  else cd "$HOME" 2>/dev/null || cd /; fi;
  echo "\${dj_nl}${marks.begin} $dj_nonce $dj_pid $dj_began";
  echo "\${dj_nl}${marks.begin} $dj_nonce $dj_pid $dj_began" >&2;
  [ -n "$dj_interpreter" ] || dj_interpreter=/bin/sh;
  if [ -f "$dj_interpreter" ] && [ -x "$dj_interpreter" ]; then
    exec "$@" "$dj_interpreter" \${dj_argument:+"$dj_argument"} "$dj_folder/script";
  fi;
  [ -e "$dj_interpreter" ] && { echo "$dj_interpreter: Permission denied" >&2; exit 126; };
  echo "$dj_interpreter: not found" >&2;
  exit 127;
);
dj_code=$?;
[ "$dj_code" -le 255 ] || dj_code=$((dj_code - 128));
echo "$dj_secret $dj_code";
echo "$dj_secret $dj_code" >&3;
rm -rf "$dj_folder";
`;
