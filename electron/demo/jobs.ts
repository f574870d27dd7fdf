// Five job files that show what djcron does: figures, a failure, progress with charts, colour, both streams, and when they are due. They hold for any
// host with sh; only the demo fleet makes some of them fail. As text, because a job file is what people write.

export const demoJobs: readonly string[] = [
  `apiVersion: djcron/v1
kind: Job
name: uptime-report
description: Name, uptime, load and memory of each host; fails where a service has failed
tags: [demo, health]
script:
  text: |
    #!/bin/sh
    echo "$(hostname): kernel $(uname -r), $(nproc) CPUs"
    uptime
    free -m
    for reading in 1 2 3 4; do
      sleep 1
      if [ -r /proc/loadavg ]; then read -r load rest </proc/loadavg; else load=unknown; fi
      echo "load $reading of 4: $load"
    done
    failed=$(systemctl --failed --no-legend 2>/dev/null)
    if [ "$failed" ]; then
      echo "$failed" >&2
      exit 1
    fi
    echo "no failed service"
targets: "@demo"
schedules:
  - { name: weekly, cron: "0 6 * * 1", timezone: Europe/Berlin }
policies:
  timeout: 1m
`,
  `apiVersion: djcron/v1
kind: Job
name: disk-check
description: Fails where more of the root file system is used than the limit allows
tags: [demo, disk]
script:
  text: |
    #!/bin/sh
    df -h /
    used=$(df -P / | awk 'NR == 2 { sub("%", "", $5); print $5 }')
    if [ "$used" -gt "$DJCRON_PARAM_LIMIT" ]; then
      echo "$(hostname): $used % of / is used, the limit is $DJCRON_PARAM_LIMIT %" >&2
      exit 1
    fi
    echo "$(hostname): $used % of / is used, all is well"
parameters:
  - { name: limit, type: integer, default: 90, description: percent of / that may be used }
targets: "@demo"
schedules:
  - { name: weekly, cron: "30 3 * * 6", timezone: America/New_York, jitter: 5m }
policies:
  timeout: 30s
`,
  String.raw`apiVersion: djcron/v1
kind: Job
name: slow-backup
description: Packs made-up data for about 20 seconds and tells its progress, so that the charts have something to draw
tags: [demo, backup]
script:
  text: |
    #!/bin/sh
    set -eu
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT
    trap 'echo "stopped: the unfinished backup is removed" >&2; exit 143' INT TERM
    echo "backup $DJCRON_PARAM_LABEL of $(hostname)"
    part=1
    while [ "$part" -le 20 ]; do
      # every fifth part is larger
      size=1000000
      if [ $((part % 5)) = 0 ]; then size=4000000; fi
      head -c "$size" /dev/urandom | gzip >"$dir/part-$part.gz"
      bar=$(printf '%*s' "$part" '' | tr ' ' '#')
      printf 'part %2d of 20 [%-20s] %3d %%\n' "$part" "$bar" $((part * 5))
      part=$((part + 1))
      sleep 1
    done
    echo "packed $(du -sk "$dir" | cut -f 1) KiB"
parameters:
  - { name: label, type: string, default: nightly, pattern: '^[a-z0-9-]+$', description: name of the backup }
targets: "@demo"
schedules:
  - { name: sunday, cron: "30 2 * * 0", timezone: Europe/Berlin, misfire: once, maxLate: 6h }
  - { name: month-end, cron: "0 23 L * *", timezone: Europe/Berlin }
policies:
  fanout: 4
  timeout: 5m
  cancel: { grace: 5s }
`,
  String.raw`apiVersion: djcron/v1
kind: Job
name: flaky-deploy
description: Brings a release out step by step; fails where there is no room for it
tags: [demo, deploy]
script:
  text: |
    #!/bin/sh
    step() { printf '\033[1m[%s]\033[0m %s\n' "$1" "$2"; }
    step 1/4 "fetch release $DJCRON_PARAM_RELEASE"
    sleep 1
    step 2/4 "look for room"
    free=$(df -P / | awk 'NR == 2 { print $4 }')
    if [ "$free" -lt 100000 ]; then
      printf '\033[31mwrite /srv/app/releases/%s: No space left on device\033[0m\n' "$DJCRON_PARAM_RELEASE" >&2
      step 2/4 "rolled back"
      exit 28
    fi
    step 3/4 "switch to $DJCRON_PARAM_RELEASE"
    sleep 1
    step 4/4 "ask the service how it is: $(systemctl is-active app 2>/dev/null || echo 'not known')"
    printf '\033[32mdeployed\033[0m\n'
parameters:
  - { name: release, type: string, default: 2.4.1, pattern: '^[0-9]+(\.[0-9]+)*$', description: version to bring out }
targets: "@demo"
policies:
  timeout: 2m
`,
  String.raw`apiVersion: djcron/v1
kind: Job
name: log-burst
description: Many coloured lines at once, every tenth on standard error
tags: [demo, output]
script:
  text: |
    #!/bin/sh
    awk -v lines="$DJCRON_PARAM_LINES" -v host="$(hostname)" 'BEGIN {
      levels = split("DEBUG INFO INFO INFO NOTICE WARN", level, " ")
      colours = split("90 32 32 32 36 33", colour, " ")
      for (i = 1; i <= lines; i++) {
        n = i % levels + 1
        line = sprintf("\033[2m%06d\033[0m \033[%sm%-6s\033[0m %s request \033[38;5;%dm%s\033[0m took %d ms", i, colour[n], level[n], host, 16 + i % 216, "/item/" i, (i * 7919) % 997)
        if (i % 10) { print line; fflush() }
        else { print "\033[1;31mERROR\033[0m " line | "cat >&2"; fflush("cat >&2") }
      }
      close("cat >&2")
    }'
    printf '\033[7m %s lines \033[0m \033[4munderlined\033[0m \033[9mstruck\033[0m ✔ done\n' "$DJCRON_PARAM_LINES"
parameters:
  - { name: lines, type: integer, default: 2000, description: how many }
targets: "@demo"
policies:
  timeout: 2m
`,
];
