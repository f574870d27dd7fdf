// How a host is looked at while an execution runs, by its watcher, once an interval. Nothing is installed: /proc and awk,
// else ps and sysctl. Raw counters are written down; rates are reading.ts's. Lines:
//
//   DJ-PROC uptime total busy memTotal memAvailable rx tx diskRead diskWritten load1 ticks pages processes ioRead ioWritten page hz
//   DJ-PS seconds cpus memTotal memAvailable load1 allPercent time rss processes
//   DJ-NONE why there is none
//
// `-` stands for what this host does not tell.

import { statFunction } from '../wrapper/fragments.ts';
import { cookieVariable } from '../wrapper/protocol.ts';

// - Who left the session is found by the cookie every fifth time only; whoever was seen once is remembered by pid and
//   start time, so that a daemon still counts when its parent has gone. It is written down for the one who ends them.
// - Disks are counted once: no partitions, no layers over other disks, nothing that lives in memory.
export const sampling = `
dj_disks() {
  dj_list=" ";
  for dj_d in /sys/block/*; do
    dj_d=\${dj_d##*/};
    case $dj_d in "*" | loop* | ram* | zram* | dm-* | md* | sr* | fd* | nbd*) ;; *) dj_list="$dj_list$dj_d " ;; esac;
  done;
};
dj_flat() { tr -s "[:space:]" " "; };
dj_write() { [ "$dj_every" -eq 0 ] || echo "$1" >>use; };
dj_units() {
  if command -v awk >/dev/null 2>&1; then :; else dj_units=none; dj_write "DJ-NONE there is no awk"; return; fi;
  if [ -r /proc/stat ] && [ -r /proc/self/stat ]; then
    dj_disks;
    dj_units="$(getconf PAGESIZE 2>/dev/null || echo 4096) $(getconf CLK_TCK 2>/dev/null || echo 100)";
  elif command -v ps >/dev/null 2>&1; then
    dj_units="ps";
    dj_cpus=$(getconf _NPROCESSORS_ONLN 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null);
    dj_memory=$(sysctl -n hw.memsize 2>/dev/null || sysctl -n hw.physmem 2>/dev/null);
  else dj_units=none; dj_write "DJ-NONE there is neither /proc nor ps"; fi;
};
dj_take() {
  dj_first lead || return;
  dj_leader=\${dj_found%% *};
  [ -n "$dj_units" ] || dj_units;
  case $dj_units in
  none) ;;
  ps)
    dj_load=$(sysctl -n vm.loadavg);
    dj_vm=$(vm_stat | dj_flat);
    dj_free=$(sysctl -n vm.stats.vm.v_free_count vm.stats.vm.v_inactive_count hw.pagesize | dj_flat);
    dj_write "$(ps -A -o pid= -o ppid= -o pgid= -o rss= -o pcpu= -o time= |
    LC_ALL=C awk -v leader="$dj_leader" -v at="$(date +%s)" -v cpus="$dj_cpus" -v memory="$dj_memory" -v vm="$dj_vm" -v free="$dj_free" -v load="$dj_load" "$dj_ps")" ;;
  *)
    [ "$((dj_turn % 5))" -eq 0 ] && dj_carriers=$(grep -lzxF "${cookieVariable}=$dj_name" /proc/[0-9]*/environ | tr / " ");
    dj_turn=$((dj_turn + 1));
    dj_line=$(LC_ALL=C awk -v leader="$dj_leader" -v known="$dj_known" -v carriers="$dj_carriers" -v disks="$dj_list" "$dj_proc" /proc/[0-9]*/stat) || return;
    [ "$dj_known" = "\${dj_line#*"|"}" ] || echo "\${dj_line#*"|"}" >seen;
    dj_known=\${dj_line#*"|"};
    dj_write "DJ-PROC \${dj_line%%"|"*} $dj_units" ;;
  esac;
};
`;

/** Files are read by getline: one that has gone meanwhile is no error there. */
export const procProgram = `${statFunction}
function rest_of(line, at) { while ((at = index(line, ") ")) > 0) line = substr(line, at + 2); return line; }
function add_io(pid, file, line, f) {
  file = "/proc/" pid "/io";
  while ((getline line < file) > 0) {
    split(line, f, " ");
    if (f[1] == "read_bytes:") { io_read += f[2]; io_seen = 1; }
    if (f[1] == "write_bytes:") io_write += f[2];
  }
  close(file);
}
function told(seen, value) { if (seen) printf " %.0f", value; else printf " -"; }
BEGIN {
  n = split(known, word, " ");
  for (i = 1; i <= n; i++) { split(word[i], f, ":"); began_before[f[1]] = f[2]; }
  n = split(carriers, word, " ");
  for (i = 1; i <= n; i++) if (word[i] ~ /^[0-9]+$/) carries[word[i]] = 1;
  for (a = 1; a < ARGC; a++) {
    line = stat_of(ARGV[a]);
    if (line > "") {
      pid = line + 0; split(rest_of(line), f, " ");
      if (pid > 0 && f[20] > 0) {
        state[pid] = f[1]; parent[pid] = f[2]; session[pid] = f[4]; ticks[pid] = f[12] + f[13] + f[14] + f[15]; start[pid] = f[20]; pages[pid] = f[22];
        if (pid == leader || f[4] == leader || (pid in carries) || began_before[pid] == f[20]) member[pid] = 1;
      }
    }
  }
  do {
    grew = 0;
    for (pid in parent) {
      s = session[pid];
      if ((pid in member) == 0 && ((parent[pid] in member) || ((s in member) && session[s] == s))) { member[pid] = 1; grew = 1; }
    }
  } while (grew);
  for (pid in member) {
    all_ticks += ticks[pid]; all_pages += pages[pid]; names = names " " pid ":" start[pid];
    if (state[pid] ~ /^[ZX]/) continue;
    count++; add_io(pid);
  }
  getline line < "/proc/uptime"; split(line, f, " "); printf "%s", f[1];
  getline line < "/proc/stat"; split(line, f, " ");
  for (i = 2; i <= 9; i++) total += f[i];
  printf " %.0f %.0f", total, total - f[5] - f[6];
  while ((getline line < "/proc/meminfo") > 0) { split(line, f, " "); memory[f[1]] = f[2]; }
  if (("MemAvailable:" in memory) == 0) memory["MemAvailable:"] = memory["MemFree:"] + memory["Buffers:"] + memory["Cached:"];
  told("MemTotal:" in memory, memory["MemTotal:"] * 1024); told("MemTotal:" in memory, memory["MemAvailable:"] * 1024);
  while ((getline line < "/proc/net/dev") > 0) {
    if (split(line, f, ":") < 2) continue;
    gsub(/ /, "", f[1]);
    if (f[1] == "lo") continue;
    net_seen = 1; split(f[2], v, " "); rx += v[1]; tx += v[9];
  }
  told(net_seen, rx); told(net_seen, tx);
  while ((getline line < "/proc/diskstats") > 0) {
    split(line, f, " ");
    if (index(disks, " " f[3] " ") == 0) continue;
    disk_seen = 1; read_sectors += f[6]; write_sectors += f[10];
  }
  told(disk_seen, read_sectors * 512); told(disk_seen, write_sectors * 512);
  if ((getline line < "/proc/loadavg") > 0) { split(line, f, " "); printf " %s", f[1]; } else printf " -";
  printf " %.0f %.0f %d", all_ticks, all_pages, count;
  told(io_seen, io_read); told(io_seen, io_write);
  print "|" names;
}
`;

/** Where there is no /proc: what ps says of every process, and what sysctl and vm_stat say of the host. */
export const psProgram = `
function seconds_of(text, f, n, i, days, all) {
  days = 0;
  if (split(text, f, "-") == 2) { days = f[1]; text = f[2]; }
  n = split(text, f, ":"); all = 0;
  for (i = 1; i <= n; i++) all = all * 60 + f[i];
  return days * 86400 + all;
}
{ pid = $1; parent[pid] = $2; rss[pid] = $4; percent += $5; time[pid] = seconds_of($6); if (pid == leader || $3 == leader) member[pid] = 1; }
END {
  do { grew = 0; for (pid in parent) if ((pid in member) == 0 && (parent[pid] in member)) { member[pid] = 1; grew = 1; } } while (grew);
  for (pid in member) { count++; all_time += time[pid]; all_rss += rss[pid]; }
  available = "-";
  n = split(vm, w, " ");
  for (i = 1; i < n; i++) {
    if (w[i] == "of" && size == 0) size = w[i + 1] + 0;
    if (w[i] == "free:" || w[i] == "inactive:" || w[i] == "speculative:" || w[i] == "purgeable:") spare += w[i + 1] + 0;
  }
  if (n > 0) available = sprintf("%.0f", spare * size);
  else if (split(free, w, " ") == 3) available = sprintf("%.0f", (w[1] + w[2]) * w[3]);
  n = split(load, w, " ");
  load1 = n == 0 ? "-" : (w[1] == "{" ? w[2] : w[1]);
  printf "DJ-PS %s %s %s %s %s %.1f %.2f %.0f %d", at, cpus == "" ? "-" : cpus, memory == "" ? "-" : memory, available, load1, percent, all_time, all_rss * 1024, count;
  print "";
}
`;
