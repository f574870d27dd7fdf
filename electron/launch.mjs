// What the package's scripts call: `start` (the window, or the page where there can be no window), `demo`, `cli` and
// `build`. Brings the build up to date, goes back to the folder the user stands in, and hands over. Runs without a build,
// on any Node that npm runs on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild, projectDir } from './launch/build.mjs';

const [command, ...args] = process.argv.slice(2);

function fail(line) {
  console.error(`djcron: ${line}`);
  process.exit(2);
}

/** Native modules and the bundles need 22.15; the dependencies bring such a Node where the machine's own is older. */
function isNodeTooOld() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 15);
}

/** The same launch under the bundled Node; ends as that one ends. */
function goOnUnderBundledNode() {
  const bundled = path.join(projectDir, 'node_modules/.bin/node');
  if (!existsSync(bundled)) fail(`Node ${process.versions.node} is too old: 22.15 or newer is needed`);
  const child = spawn(bundled, process.argv.slice(1), { stdio: 'inherit' });
  const pass = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  child.once('close', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** npm runs scripts in the package's folder and tells where the user stands. */
function returnToUsersFolder() {
  const folder = process.env.INIT_CWD;
  if (folder && path.resolve(process.cwd()) === path.resolve(projectDir) && existsSync(folder)) process.chdir(folder);
}

/** The command line goes on in this very process: a second one would cost as much as the command itself. */
async function runCli(cliArgs) {
  const entry = path.join(projectDir, 'out/main/cli.js');
  process.argv = [process.argv[0], entry, ...cliArgs];
  await import(pathToFileURL(entry).href);
}

async function start() {
  const { findElectron, reasonAgainstWindow, runElectron } = await import('./launch/desktop.mjs');
  const withoutWindow = (reason) => {
    console.error(`djcron: no window (${reason}): serving the page instead`);
    return runCli(['serve', ...args]);
  };
  const reason = reasonAgainstWindow();
  if (reason !== null) return withoutWindow(reason);
  let program;
  try {
    program = await findElectron();
  } catch (error) {
    return withoutWindow(error.message);
  }
  const { code, signal, stillborn } = await runElectron(program, args);
  if (stillborn) return withoutWindow(`Electron ended at once, ${signal ?? `exit code ${code}`}`);
  if (signal !== null) process.kill(process.pid, signal);
  else process.exitCode = code;
}

async function launch() {
  module.enableCompileCache?.(path.join(projectDir, 'out/compile-cache'));
  try {
    await ensureBuild({ force: command === 'build' });
  } catch (error) {
    fail(error.message);
  }
  returnToUsersFolder();
  if (command === 'start') await start();
  else if (command === 'demo') await runCli(['demo', ...args]);
  else if (command === 'cli') await runCli(args);
}

if (!['start', 'demo', 'cli', 'build'].includes(command)) fail(`"${command ?? ''}" is none of start, demo, cli, build`);
if (!existsSync(path.join(projectDir, 'node_modules'))) fail('the dependencies are missing: run npm ci first');
if (isNodeTooOld()) goOnUnderBundledNode();
else await launch();
