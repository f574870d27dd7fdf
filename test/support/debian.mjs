// The Debian packages the tests use, and getting them: installed by root, named to everybody else.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** package -> a program or file that proves it is there */
const proofs = {
  'openssh-server': 'sshd',
  'openssh-client': 'ssh-keygen',
  chromium: 'chromium',
  'fonts-dejavu-core': '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  xvfb: 'Xvfb',
  xauth: 'xauth',
  clustershell: 'nodeset',
  pdsh: 'dshbak',
  'poppler-utils': 'pdftotext',
  busybox: 'busybox',
  mksh: 'mksh',
  zsh: 'zsh',
  fish: 'fish',
  shellcheck: 'shellcheck',
  sudo: 'sudo',
  iproute2: 'ip',
  nftables: 'nft',
  procps: 'ps',
  passwd: 'useradd',
  openssl: 'openssl',
  git: 'git',
  strace: 'strace',
  e2fsprogs: 'mkfs.ext4',
  faketime: 'faketime',
};

const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];

export function findProgram(name) {
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

export function missingPackages() {
  const there = (proof) => (proof.startsWith('/') ? existsSync(proof) : findProgram(proof) !== undefined);
  return Object.keys(proofs).filter((name) => !there(proofs[name]));
}

/** Installs what is missing when this is root on a Debian; gives what is missing still. */
export function installPackages(say) {
  const wanted = missingPackages();
  if (wanted.length === 0) return [];
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) return wanted;
  say(`installing Debian packages: ${wanted.join(' ')}`);
  const options = ['-o', 'DPkg::Lock::Timeout=400', '-o', 'Acquire::Retries=3', '-qq', '-y'];
  const aptGet = (...args) =>
    spawnSync('apt-get', [...options, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  // `update` does not wait for the lock of another apt-get as `install` does: an old list may still do.
  const updated = aptGet('update');
  const installed = aptGet('install', '--no-install-recommends', ...wanted);
  if (installed.status !== 0) say([updated, installed].map((result) => result.stderr.trim()).join('\n'));
  return missingPackages();
}
