// Keeps out/ as new as the sources: compares a stamp with what lies on disk, and builds what is not. Two launches at once
// wait for each other. Runs without a build, on Node 20.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const outDir = path.join(projectDir, 'out');
const stampFile = path.join(outDir, 'stamp');
const lockFile = path.join(outDir, 'building');

/** What the build reads. */
const sources = ['electron', 'renderer', 'shared', 'package.json', 'package-lock.json'];
const parts = [
  { name: 'engine', config: 'electron/vite.config.ts' },
  { name: 'page', config: 'renderer/vite.config.ts' },
];

/** Builds when something changed since the last build (`force`: in any case). Throws when a part does not build. */
export async function ensureBuild({ force = false } = {}) {
  if (!force && isFresh()) return;
  const unlock = await lock();
  try {
    if (!force && isFresh()) return;
    const state = stateOfSources();
    rmSync(stampFile, { force: true });
    console.error('djcron: building (the sources changed; this takes some seconds)');
    await Promise.all(parts.map(build));
    writeFileSync(stampFile, state);
  } finally {
    unlock();
  }
}

function isFresh() {
  try {
    return readFileSync(stampFile, 'utf8') === stateOfSources();
  } catch {
    return false;
  }
}

/** Name, size and time of every source file, as one digest. */
function stateOfSources() {
  const digest = createHash('sha256');
  const visit = (name) => {
    const file = path.join(projectDir, name);
    const stat = statSync(file);
    if (stat.isDirectory()) for (const entry of readdirSync(file).sort()) visit(`${name}/${entry}`);
    else digest.update(`${name}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const name of sources) visit(name);
  return digest.digest('hex');
}

/** The file names the process that builds; one whose process is gone is taken over. */
async function lock() {
  mkdirSync(outDir, { recursive: true });
  for (let told = false; ; ) {
    try {
      const handle = openSync(lockFile, 'wx');
      writeFileSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(lockFile, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = holderOfLock();
    if (holder !== null && !isAlive(holder)) rmSync(lockFile, { force: true });
    else if (!told) {
      console.error('djcron: waiting for another build');
      told = true;
    }
    await wait(100);
  }
}

/** Null while the other one has not written its number yet, or has just gone. */
function holderOfLock() {
  try {
    return Number(readFileSync(lockFile, 'utf8')) || null;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** What the builder says is shown when it fails only; standard output stays clean. */
function build({ name, config }) {
  return new Promise((resolve, reject) => {
    const vite = path.join(projectDir, 'node_modules/vite/bin/vite.js');
    const begun = Date.now();
    const child = spawn(process.execPath, [vite, 'build', '-c', config, '--logLevel', 'warn'], {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes) => {
        said += bytes;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) {
        reject(new Error(`the ${name} does not build:\n${said}`));
        return;
      }
      console.error(`djcron: built the ${name} in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
      resolve();
    });
  });
}
