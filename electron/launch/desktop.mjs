// Opens the window of a checkout where that is possible: finds Electron's program (or has its package fetch it), starts
// it, and tells in one line why there is no window. Runs without a build, on Node 20.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectDir } from './build.mjs';

const electronDir = path.join(projectDir, 'node_modules/electron');
const fetchLimitMs = 60_000;
/** A program that ends this soon and badly never showed a window. */
const stillbornMs = 15_000;

/** Why there can be no window here, or null. */
export function reasonAgainstWindow(env = process.env) {
  if (process.platform !== 'linux') return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  if (process.getuid() === 0) return "Electron's sandbox does not work for root";
  return null;
}

/** Path of Electron's program; fetched by its own package when it is missing. Throws with the reason when there is none. */
export async function findElectron() {
  const installed = electronPath();
  if (installed !== null) return installed;
  const script = path.join(electronDir, 'install.js');
  if (!existsSync(script)) throw new Error('Electron is not among the installed packages');
  const { version } = JSON.parse(readFileSync(path.join(electronDir, 'package.json'), 'utf8'));
  console.error(`djcron: fetching Electron ${version} (once; at most a minute)`);
  await fetchElectron(script);
  const fetched = electronPath();
  if (fetched === null) throw new Error('Electron was fetched but its program is not where it should be');
  return fetched;
}

/** Where Electron's package says its program is; never by importing that package, which would begin to fetch. */
function electronPath() {
  try {
    const name = readFileSync(path.join(electronDir, 'path.txt'), 'utf8');
    const program = path.join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(electronDir, 'dist'), name);
    return existsSync(program) ? program : null;
  } catch {
    return null;
  }
}

function fetchElectron(script) {
  return new Promise((resolve, reject) => {
    const begun = Date.now();
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes) => {
        said += bytes;
      });
    }
    const clock = setInterval(() => console.error(`djcron: still fetching, ${Math.round((Date.now() - begun) / 1000)} s`), 10_000);
    const limit = setTimeout(() => child.kill(), fetchLimitMs);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearInterval(clock);
      clearTimeout(limit);
      if (code === 0) resolve();
      else if (signal !== null) reject(new Error('Electron could not be fetched within a minute'));
      else reject(new Error(`Electron could not be fetched: ${said.trim().split('\n')[0] ?? ''}`));
    });
  });
}

/** Runs the window to its end. Gives how it ended; `stillborn` when it never came up. */
export function runElectron(program, args) {
  return new Promise((resolve, reject) => {
    const begun = Date.now();
    // set by some editors' terminals; with it there is no window but a plain Node
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
    const child = spawn(program, [projectDir, ...args], { stdio: 'inherit', env });
    let asked = false;
    const pass = (signal) => {
      asked = true;
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, pass);
      const crashed = signal !== null || code === 1 || code === 127;
      resolve({ code, signal, stillborn: crashed && !asked && Date.now() - begun < stillbornMs });
    });
  });
}
