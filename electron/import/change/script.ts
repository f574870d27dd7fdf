// The script that carries edits of crontabs out on their hosts: a file is left alone unless it is byte for byte what was read, and
// so is what it becomes; it is put in place by one rename, with owner and mode as they were. It needs a POSIX shell. Pure.
import { type CronLineAct, crontabOwner, markerOf } from '../../../shared/model/cron-line.ts';
import type { FileEdit } from './plan.ts';

const program = `LC_ALL=C; export LC_ALL
umask 077
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 143' HUP INT TERM
fail() { printf '%s: %s\\n' "$1" "$2" >&2; failed=1; }
sums() { [ "$(cksum < "$work/$1")" = "$2" ]; }
crontab_of() {
  if [ "$1" = "$(id -un)" ]; then shift; crontab "$@"
  elif [ "$(id -u)" = 0 ]; then crontab -u "$@"
  else sudo -n crontab -u "$@"; fi
}
# NAME SUM SUM SED: from old to new, both as they were told
edit() {
  sums old "$2" || { fail "$1" 'it was changed since it was read: nothing was done to it'; return 1; }
  sed "$4" < "$work/old" > "$work/new" && sums new "$3" || { fail "$1" 'sed does not make of it what was shown: nothing was done to it'; return 1; }
}
# OWNER SUM SUM SED
change_crontab() {
  crontab_of "$1" -l > "$work/old" || { fail "crontab of $1" 'it cannot be read'; return; }
  edit "crontab of $1" "$2" "$3" "$4" || return
  crontab_of "$1" - < "$work/new" || { fail "crontab of $1" 'crontab does not take it'; return; }
  printf 'changed crontab of %s\\n' "$1"
}
# FILE SUM SUM SED; a name with a dot is none cron reads
change_file() {
  real=$(readlink -f -- "$1") && [ -f "$real" ] || { fail "$1" 'it is not there'; return; }
  next=\${real%/*}/.\${real##*/}.djcron
  as='sudo -n'
  if [ "$(id -u)" = 0 ] || { [ -O "$real" ] && [ -w "\${real%/*}" ]; }; then as=; fi
  $as cat -- "$real" > "$work/old" || { fail "$1" 'it cannot be read'; return; }
  edit "$1" "$2" "$3" "$4" || return
  if $as rm -f -- "$next" && $as cp -p -- "$real" "$next" && $as tee -- "$next" < "$work/new" > /dev/null && $as mv -f -- "$next" "$real"
  then printf 'changed %s\\n' "$1"
  else $as rm -f -- "$next"; fail "$1" 'it cannot be written'; fi
}
`;

export function changeScript(files: readonly FileEdit[], act: CronLineAct): string {
  const hosts = [...new Set(files.map(({ host }) => host))];
  const branches = hosts.map((host) => {
    const calls = files.filter((file) => file.host === host).map((file) => `  ${callOf(file, act)}\n`);
    return `${host})\n${calls.join('')}  ;;\n`;
  });
  return `${program}case $DJCRON_HOST in\n${branches.join('')}esac\nexit "$failed"\n`;
}

function callOf({ file, sum, nextSum, edits }: FileEdit, act: CronLineAct): string {
  const owner = crontabOwner(file);
  const sed = edits.map(({ at, wanted }) => {
    const marker = markerOf(wanted.job);
    return act === 'take-over' ? `${at}s/^/${marker}/` : `${at}s/^${marker}//`;
  });
  const words = [owner ?? file, sum, nextSum, sed.join(';')];
  return `${owner === null ? 'change_file' : 'change_crontab'} ${words.map(quoted).join(' ')}`;
}

export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
