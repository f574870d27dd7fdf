// What the demo hosts do by themselves: a crontab of their own that can be changed, and timers of a made-up systemd. Nothing of it
// ever runs; the commands are harmless, so that a job made of them may. And no sudo: what is root's on this computer stays.
import type { DemoPlan } from './hosts.ts';

/** File name to body. */
export function cronShimsOf(plan: DemoPlan): Record<string, string> {
  return { crontab: crontab(plan), sudo: `echo 'sudo: a password is required' >&2; exit 1` };
}

function crontab(plan: DemoPlan): string {
  return `
tab=\${DEMO_HOST_DIR:-\${HOME%/*}/}crontab.txt
[ -e "$tab" ] || cat > "$tab" <<'DEMO_TAB'
${tabOf(plan)}DEMO_TAB
me=$(id -un)
if [ "\${1-}" = -u ]; then
  [ "$2" = "$me" ] || { echo "no crontab for $2" >&2; exit 1; }
  shift 2
fi
case \${1-} in
  -l) cat "$tab" ;;
  -) cat > "$tab.new" && mv "$tab.new" "$tab" ;;
  -r) : > "$tab" ;;
  *) echo 'crontab: that is not part of the demo' >&2; exit 1 ;;
esac`;
}

function tabOf({ name, tags }: DemoPlan): string {
  const backup = `${tags.env === 'staging' ? '30 3' : '0 3'} * * * tar -czf "$HOME/etc.tar.gz" /etc/hostname`;
  const byRole: Record<string, string[]> = {
    web: ['# Health of the site', '*/5 * * * * df -h / > /dev/null 2>&1'],
    db: [
      '# Nightly dump',
      '0 3 * * * echo "all databases" | gzip > "$HOME/dump-$(date +\\%F).gz"',
      '',
      '# Weekly cleaning',
      '15 4 * * 0 uptime',
    ],
    build: ['MAILTO=""', '@hourly rm -f "$HOME"/tmp/*.old'],
    edge: ['# for the end of the month', '0 1 31 2 * df -h /', '@reboot uptime'],
  };
  return [`# crontab of ${name}`, '', '# Backup of the configuration', backup, '', ...(byRole[tags.role ?? ''] ?? []), ''].join('\n');
}

/** Branches of a `case` over what systemctl is asked. */
export const timerBranches = `
  show)
    case "$*" in
      *--value*) printf 'logrotate.service\\n\\ntidy.service\\n' ;;
      *)
        cat <<'DEMO_TIMERS'
Id=logrotate.timer
Unit=logrotate.service
TimersCalendar={ OnCalendar=*-*-* 00:00:00 ; next_elapse=0 }
RandomizedDelayUSec=1h
Persistent=yes
ActiveState=active

Id=tidy.timer
Unit=tidy.service
TimersMonotonic={ OnBootUSec=15min ; next_elapse=0 }
TimersMonotonic={ OnUnitActiveUSec=1d ; next_elapse=0 }
ActiveState=active
DEMO_TIMERS
        ;;
    esac
    ;;
  cat)
    case "$*" in
      *logrotate*) printf '[Unit]\\nDescription=Rotate log files\\n[Service]\\nType=oneshot\\nNice=19\\nExecStart=/bin/echo rotated\\n' ;;
      *tidy*) printf '[Unit]\\nDescription=Tidy temporary files\\n[Service]\\nType=oneshot\\nExecStart=/bin/ls /tmp\\n' ;;
      *) exit 1 ;;
    esac
    ;;`;
