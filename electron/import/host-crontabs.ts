// What is read on a host for crontab import, and its answer taken apart. The script reads only; it needs a POSIX shell and what
// every host has. Pure.
import { crontabOwner } from '../../shared/model/cron-line.ts';
import type { ReadFile } from './change/plan.ts';
import { quoted } from './change/script.ts';
import type { FoundCrontab, ProposalRow } from './crontab-proposals.ts';
import { type FoundTimer, readTimers } from './timer/timers.ts';

/** Each part of the answer: `DJ KIND BYTES NAME`, the bytes, a newline. What the login may not read is read by `sudo -n` where that is allowed. */
const reader = `LC_ALL=C; export LC_ALL
me=$(id -un)
as='sudo -n'; [ "$(id -u)" = 0 ] && as=
say() { printf 'DJ %s %s %s\\n' "$1" "$(($(printf %s "$3" | wc -c)))" "$2"; printf '%s\\n' "$3"; }
file() {
  if [ -r "$1" ]; then text=$(cat < "$1"; printf x); say system "$1" "\${text%x}"
  elif text=$($as cat -- "$1" 2> /dev/null && printf x); then say system "$1" "\${text%x}"
  else say unread "$1" 'it may not be read by this user'; fi
}
# of the user $1: by root or the user themselves
crontab_of() {
  if [ "$1" = "$me" ]; then crontab -l; else $as crontab -u "$1" -l; fi
}
table() {
  error=$(crontab_of "$1" 2>&1 > /dev/null)
  kind=user; [ "$1" = "$me" ] && kind=own
  case $error in
    '' | *'no crontab'*) text=$(crontab_of "$1" 2> /dev/null; printf x); say "$kind" "crontab of $1" "\${text%x}" ;;
    *) say unread "crontab of $1" "$error" ;;
  esac
}
has_crontab() { command -v crontab > /dev/null 2>&1; }
`;

const ownReader = `zone=$(readlink -f /etc/localtime 2>/dev/null)
case $zone in
  */zoneinfo/*) zone=\${zone#*/zoneinfo/} ;;
  *) zone=$(cat /etc/timezone 2>/dev/null) ;;
esac
say zone - "$zone"
if has_crontab; then table "$me"; else say unread "crontab of $me" 'there is no program crontab'; fi
`;

/** Crontabs of others lie where only root may look; in those folders are other things too. */
const systemReader = `for name in /etc/crontab /etc/cron.d/*; do [ -f "$name" ] && file "$name"; done
if has_crontab; then
  if $as true 2> /dev/null; then
    for folder in /var/spool/cron/crontabs /var/spool/cron/tabs /var/spool/cron; do
      for user in $($as ls -- "$folder" 2> /dev/null); do
        [ "$user" != "$me" ] && id -u -- "$user" > /dev/null 2>&1 && table "$user"
      done
    done
  else say unread 'crontabs of other users' 'only root may read them, and sudo -n is not allowed'; fi
fi
if command -v systemctl > /dev/null 2>&1; then
  say timers - "$(systemctl show '*.timer' --no-pager -p Id,Unit,TimersCalendar,TimersMonotonic,RandomizedDelayUSec,Persistent,ActiveState 2> /dev/null)"
  for unit in $(systemctl show '*.timer' --no-pager --value -p Unit 2> /dev/null); do
    say service "$unit" "$(systemctl cat --no-pager -- "$unit" 2> /dev/null)"
  done
fi
`;

export function hostScript({ isSystem }: { isSystem: boolean }): string {
  return `${reader}${ownReader}${isSystem ? systemReader : ''}exit 0\n`;
}

/** Reads these only, those of them that a host has. */
export function filesScript(files: readonly string[]): string {
  const calls = files.map((file) => {
    const owner = crontabOwner(file);
    return owner === null ? `[ -e ${quoted(file)} ] && file ${quoted(file)}\n` : `table ${quoted(owner)}\n`;
  });
  return `${reader}${calls.join('')}exit 0\n`;
}

/** Null: the answer is not whole. */
export function readFiles(bytes: Uint8Array, host: string): ReadFile[] | null {
  const problemOf = (kind: string, data: Uint8Array) => (kind === 'unread' ? new TextDecoder().decode(data).trim() : null);
  const parts = partsOf(bytes);
  return parts?.map(({ kind, name, data }) => ({ host, file: name, bytes: data, problem: problemOf(kind, data) })) ?? null;
}

export interface HostAnswer {
  crontabs: FoundCrontab[];
  timers: FoundTimer[];
  /** what could not be read */
  rows: ProposalRow[];
}

/** Null: the answer is not whole. `zone` goes before what the host says. */
export function readAnswer(bytes: Uint8Array, { host, zone }: { host: string; zone: string | null }): HostAnswer | null {
  const parts = partsOf(bytes);
  if (parts === null || parts.length === 0) return null;
  const text = (data: Uint8Array) => new TextDecoder().decode(data).trim();
  const own = parts.find(({ kind }) => kind === 'zone');
  const there = own === undefined ? '' : text(own.data);
  const crontabs = parts.flatMap(({ kind, name, data }): FoundCrontab[] =>
    kind === 'own' || kind === 'user' || kind === 'system'
      ? [
          {
            name,
            bytes: data,
            isSystem: kind === 'system',
            ...(kind === 'user' ? { owner: crontabOwner(name) } : {}),
            host,
            zone: zone ?? zoneOrNull(there),
          },
        ]
      : [],
  );
  const services = new Map(parts.flatMap(({ kind, name, data }) => (kind === 'service' ? [[name, text(data)] as const] : [])));
  const at = { host, zone: zone ?? zoneOrNull(there) };
  const timers = parts.flatMap(({ kind, data }) => (kind === 'timers' ? readTimers(text(data), services, at) : []));
  const rows = parts.flatMap(({ kind, name, data }) =>
    kind === 'unread' ? [rowOf(host, { file: name, line: 0, text: '', reason: text(data), remedy: 'read it as a user who may' })] : [],
  );
  return { crontabs, timers, rows };
}

interface Part {
  kind: string;
  name: string;
  data: Uint8Array;
}

function partsOf(bytes: Uint8Array): Part[] | null {
  const parts: Part[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from);
    const [, kind, size, name] = /^DJ (\w+) (\d+) (.*)$/.exec(new TextDecoder().decode(bytes.subarray(from, Math.max(from, end)))) ?? [];
    if (kind === undefined || name === undefined) return null;
    const next = end + 1 + Number(size);
    if (next >= bytes.length) return null;
    parts.push({ kind, name, data: bytes.subarray(end + 1, next) });
    from = next + 1;
  }
  return parts;
}

function zoneOrNull(name: string): string | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name === '' ? null : name;
  } catch {
    return null;
  }
}

function rowOf(host: string, row: Pick<ProposalRow, 'file' | 'line' | 'text' | 'reason' | 'remedy'>): ProposalRow {
  return { host, kind: 'refused', job: null, cron: null, words: null, timezone: null, nextAt: null, user: null, notes: [], ...row };
}
