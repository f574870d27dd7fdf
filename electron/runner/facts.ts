// What a host is: system, its own name, kernel, processors, memory. From /proc and os-release, or uname and sysctl.

import { type Asking, askShort } from './asking.ts';
import type { Connection, HostFacts } from './messages.ts';
import { escapeText } from './wrapper/diagnosis.ts';

const mark = 'DJ-FACT';

export const factsProgram = `
dj_os=;
for dj_file in /etc/os-release /usr/lib/os-release; do
  # shellcheck disable=SC1090
  if [ -z "$dj_os" ] && [ -r "$dj_file" ]; then dj_os=$(. "$dj_file" && echo "$PRETTY_NAME"); fi;
done;
[ -n "$dj_os" ] || { command -v sw_vers >/dev/null 2>&1 && dj_os="$(sw_vers -productName) $(sw_vers -productVersion)"; };
[ -n "$dj_os" ] || dj_os="$(uname -s) $(uname -r)";
dj_memory=;
if [ -r /proc/meminfo ]; then
  while read -r dj_name dj_value _; do [ "$dj_name" = MemTotal: ] && dj_memory=$((dj_value * 1024)) && break; done </proc/meminfo;
fi;
[ -n "$dj_memory" ] || dj_memory=$(sysctl -n hw.memsize 2>/dev/null || sysctl -n hw.physmem 2>/dev/null);
echo "$1 os $dj_os";
echo "$1 hostname $(uname -n)";
echo "$1 kernel $(uname -r)";
echo "$1 arch $(uname -m)";
echo "$1 cpus $(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 0)";
echo "$1 memory \${dj_memory:-0}";
`;

/** Throws an Error with one line for a person. */
export async function readFacts(ports: Asking, connection: Connection): Promise<HostFacts> {
  const answer = await askShort(ports, connection, factsProgram, [mark], connection.connectTimeoutMs);
  const facts = new Map<string, string>();
  for (const line of answer.stdout.split('\n')) {
    const [word, name, ...rest] = line.split(' ');
    if (word === mark && name !== undefined) facts.set(name, rest.join(' ').trim());
  }
  if (!facts.has('memory')) {
    const said = escapeText((answer.stderr.trim() || answer.stdout.trim()).slice(0, 300));
    throw new Error(`${connection.host} tells nothing of itself${said === '' ? '' : `; it said: ${said}`}`);
  }
  return {
    os: escapeText(facts.get('os') ?? ''),
    hostname: escapeText(facts.get('hostname') ?? ''),
    kernel: escapeText(facts.get('kernel') ?? ''),
    arch: escapeText(facts.get('arch') ?? ''),
    cpus: Number(facts.get('cpus')) || 0,
    memoryBytes: Number(facts.get('memory')) || 0,
  };
}
