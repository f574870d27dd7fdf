// The commands that make one demo host unlike another: small scripts in the first folder of its PATH. Their figures are made
// up and plausible, and each says so; every other command is the real one of this machine.
import { cronShimsOf, timerBranches } from './cron-shims.ts';
import type { DemoPlan } from './hosts.ts';

/** File name to script. */
export function shimsOf(plan: DemoPlan): Record<string, string> {
  const bodies = {
    hostname: hostname(plan),
    uname: uname(plan),
    nproc: `echo ${plan.cpus}`,
    uptime: uptime(plan),
    free: free(plan),
    df: df(plan),
    systemctl: systemctl(plan),
    ...cronShimsOf(plan),
  };
  const head = '#!/bin/sh\n# Part of the demo fleet of djcron: the answer is made up.\n';
  return Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, `${head}${body.trim()}\n`]));
}

function hostname({ name }: DemoPlan): string {
  return `
case \${1-} in
  -f | --fqdn | --long) echo ${name}.demo.example ;;
  -d | --domain) echo demo.example ;;
  -I | -i | --all-ip-addresses | --ip-address) echo 127.0.0.1 ;;
  *) echo ${name} ;;
esac`;
}

/** The machine's own word for everything but name and kernel. */
function uname({ name, kernel }: DemoPlan): string {
  return `
real() { PATH=\${PATH#*:} command uname "$@"; }
case \${1-} in
  -n | --nodename) echo ${name} ;;
  -r | --kernel-release) echo ${kernel} ;;
  -a | --all) echo "$(real -s) ${name} ${kernel} #1 SMP $(real -m)" ;;
  *) real "$@" ;;
esac`;
}

function uptime({ upDays }: DemoPlan): string {
  return `
load='0.21 0.18 0.15'
if [ -r /proc/loadavg ]; then read -r one five fifteen rest </proc/loadavg && load="$one $five $fifteen"; fi
case \${1-} in
  -p | --pretty) echo "up ${upDays} ${upDays === 1 ? 'day' : 'days'}" ;;
  *)
    set -- $load
    echo " $(date +%H:%M:%S) up ${upDays} ${upDays === 1 ? 'day' : 'days'},  3:07,  0 users,  load average: $1, $2, $3"
    ;;
esac`;
}

function free({ memoryMiB }: DemoPlan): string {
  return `
unit=1
case " $* " in
  *' -m '* | *' --mebi '*) unit=1024 ;;
  *' -g '* | *' --gibi '*) unit=1048576 ;;
  *' -h '* | *' --human '*) unit=h ;;
esac
total=${memoryMiB * 1024}
used=$((total * (30 + $(date +%s) % 11) / 100))
cache=$((total / 4))
show() {
  if [ $unit = h ]; then echo "$(($1 / 1048576)).$((($1 % 1048576) * 10 / 1048576))Gi"; else echo $(($1 / unit)); fi
}
row() { printf '%-7s %11s %11s %11s %11s %11s %11s\\n' "$@"; }
row '' total used free shared buff/cache available
row Mem: $(show $total) $(show $used) $(show $((total - used - cache))) $(show $((total / 100))) $(show $cache) $(show $((total - used)))
row Swap: $(show 0) $(show 0) $(show 0) '' '' ''`;
}

function df({ diskGiB, usedPercent }: DemoPlan): string {
  const total = diskGiB * 1024 * 1024;
  const used = Math.round((total * usedPercent) / 100);
  const gib = (kib: number) => `${Math.round(kib / 1024 / 1024)}G`;
  return `
for word; do
  case $word in
    --*) ;;
    -*h*) human=1 ;;
  esac
done
if [ "\${human-}" ]; then
  printf '%-12s %5s %5s %5s %4s %s\\n' Filesystem Size Used Avail Use% 'Mounted on'
  printf '%-12s %5s %5s %5s %4s %s\\n' /dev/vda1 ${gib(total)} ${gib(used)} ${gib(total - used)} ${usedPercent}% /
else
  printf '%-12s %12s %12s %12s %8s %s\\n' Filesystem 1024-blocks Used Available Capacity 'Mounted on'
  printf '%-12s %12s %12s %12s %8s %s\\n' /dev/vda1 ${total} ${used} ${total - used} ${usedPercent}% /
fi`;
}

function systemctl({ failedUnits }: DemoPlan): string {
  return `
failed='${failedUnits.join(' ')}'
case \${1-} in
  is-active | is-failed | status)
    for unit in $failed; do
      if [ "\${2-}" = "$unit" ] || [ "\${2-}.service" = "$unit" ]; then
        echo failed
        [ "$1" = is-failed ]
        exit
      fi
    done
    echo active
    [ "$1" != is-failed ]
    ;;
${timerBranches.slice(1)}
  --failed | list-units | '')
    for unit in $failed; do echo "$unit loaded failed failed"; done
    ;;
  *)
    echo "systemctl: $1 is not part of the demo" >&2
    exit 1
    ;;
esac`;
}
