// Whether this machine can hold a lab: tries the very things a lab is made of, once a process.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const programs = ['unshare', 'nsenter', 'ip', 'tc', 'nft', 'busybox', 'sshd', 'ssh-keygen', 'bash', 'sudo'];

/** Each line is one power; the first that fails is named. Runs in namespaces of its own, which end with it. */
const powers: readonly [power: string, line: string][] = [
  ['private mounts', 'mount --make-rprivate /'],
  ['tmpfs', 'mount -t tmpfs tmpfs /mnt && mkdir /mnt/lower /mnt/upper /mnt/work /mnt/tree'],
  ['an overlay over the live root', 'mount -t overlay overlay -o lowerdir=/mnt/lower:/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/tree'],
  ['hiding files by a device 0/0', 'mknod /mnt/lower/hidden c 0 0'],
  ['a process table of its own', 'mount -t proc proc /mnt/tree/proc'],
  ['terminals of its own', 'mount -t devpts -o newinstance devpts /mnt/tree/dev/pts'],
  ['bridges', 'ip link add probe type bridge'],
  ['virtual cables', 'ip link add probe0 type veth peer name probe1 && ip link set probe0 master probe'],
  ['packet filters', 'echo "table inet p { chain i { type filter hook input priority 0; numgen random mod 100 < 5 drop; }; }" | nft -f -'],
  ['rate limits', 'tc qdisc replace dev probe0 root tbf rate 1mbit burst 16kb latency 500ms'],
];

let answer: string | null | undefined;

/** Why there can be no lab here, for skipping tests by name; null: there can. */
export function labUnavailable(): string | null {
  if (answer === undefined) answer = findObstacle();
  return answer;
}

function findObstacle(): string | null {
  if (process.platform !== 'linux') return 'hosts in namespaces are Linux only';
  if (process.getuid?.() !== 0) return 'only root can make hosts in namespaces';
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  const missing = programs.filter((name) => !folders.some((folder) => existsSync(path.join(folder, name))));
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  const script = powers.map(([power, line]) => `{ ${line}; } || { echo "no ${power}"; exit 1; }`).join('\n');
  const spaces = [
    '--mount',
    '--net',
    '--uts',
    '--ipc',
    '--pid',
    '--time',
    '--boottime',
    '-1',
    '--monotonic',
    '-1',
    '--fork',
    '--kill-child',
  ];
  const { status, stdout, stderr } = spawnSync('unshare', [...spaces, 'sh', '-c', script], { encoding: 'utf8', input: '' });
  if (status === 0) return null;
  const said = `${stdout} ${stderr}`.trim().split('\n')[0]?.trim();
  return `this machine forbids a lab: ${said === '' ? 'no namespaces' : said}`;
}
