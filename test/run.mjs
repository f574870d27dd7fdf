// `npm test`: everything that must hold, from Debian packages to browser stories, on one command. A step that fails does
// not hide the others; the last line is `N passed, N failed, N skipped` over all of them.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './support/debian.mjs';
import { ensureNode } from './support/node.mjs';
import { playwrightTally, vitestTally } from './support/tally.mjs';

const script = fileURLToPath(import.meta.url);
const projectDir = path.join(path.dirname(script), '..');
const outDir = path.join(projectDir, 'out/test/gate');
const minute = 60_000;
const say = (line) => console.log(`\n== ${line}`);

/** Runs to the end and gives the exit status; what hangs is ended with all its children and counts as failed. */
function run(command, args, { env = {}, limitMs = 20 * minute } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: projectDir,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      detached: true,
    });
    const endAll = (signal) => {
      try {
        process.kill(-Number(child.pid), signal);
      } catch {
        // gone already
      }
    };
    const stop = (signal) => {
      endAll(signal);
      process.exit(130);
    };
    const timer = setTimeout(() => {
      say(`${command} ${args.join(' ')} did not end within ${limitMs / minute} minutes`);
      endAll('SIGKILL');
    }, limitMs);
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    const done = (status) => {
      clearTimeout(timer);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve(status);
    };
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('exit', (status) => done(status ?? 1));
  });
}

async function check(command, args) {
  return (await run(command, args)) === 0 ? { passed: 1, failed: 0, skipped: [] } : { passed: 0, failed: 1, skipped: [] };
}

/** A runner that reports by a JSON file: no file, or a bad exit without a failed test, is itself a failure. */
async function suite(name, args, env, tally) {
  const report = path.join(outDir, `${name}.json`);
  const status = await run(name, args(report), { env: env(report), limitMs: 40 * minute });
  let result;
  try {
    result = tally(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    say(`${name} left no report`);
    return { passed: 0, failed: 1, skipped: [] };
  }
  return status !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
}

const steps = {
  typecheck: () => check('npm', ['run', '-s', 'typecheck']),
  lint: () => check('npm', ['run', '-s', 'lint']),
  build: () => check('npm', ['run', '-s', 'build']),
  vitest: () =>
    suite(
      'vitest',
      (report) => ['run', '-c', 'test/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      () => ({}),
      vitestTally,
    ),
  playwright: () =>
    suite(
      'playwright',
      () => ['test', '-c', 'test/playwright.config.ts', '--reporter=list,json', `--output=${path.join(outDir, 'playwright')}`],
      (report) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report }),
      playwrightTally,
    ),
};

/** Without a browser the stories are counted, not run. */
async function skippedStories(reason) {
  const report = path.join(outDir, 'stories.json');
  await run('playwright', ['test', '-c', 'test/playwright.config.ts', '--list', '--reporter=json'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  const { names } = playwrightTally(JSON.parse(readFileSync(report, 'utf8')));
  return { passed: 0, failed: 0, skipped: names.map((name) => `${name} (${reason})`) };
}

function packages() {
  const missing = installPackages(say);
  if (missing.length === 0) return { missing, result: null };
  say(`missing Debian packages: ${missing.join(' ')} (sudo apt-get install ${missing.join(' ')}); tests that need them are skipped`);
  return { missing, result: process.env.CI ? { passed: 0, failed: 1, skipped: [] } : null };
}

ensureNode(script);
rmSync(outDir, { recursive: true, force: true });
mkdirSync(outDir, { recursive: true });
const results = {};
const { missing, result } = packages();
if (result !== null) results['Debian packages'] = result;
const only = process.argv.slice(2);
for (const [name, step] of Object.entries(steps)) {
  if (only.length > 0 && !only.includes(name)) continue;
  say(name);
  const begun = Date.now();
  results[name] = name === 'playwright' && missing.includes('chromium') ? await skippedStories('chromium is not installed') : await step();
  results[name].seconds = Math.round((Date.now() - begun) / 1000);
}

const skipped = Object.values(results).flatMap((item) => item.skipped);
if (skipped.length > 0) say(`skipped:\n${skipped.map((name) => `   ${name}`).join('\n')}`);
say('summary');
for (const [name, item] of Object.entries(results)) {
  console.log(`${name.padEnd(16)} ${item.passed} passed  ${item.failed} failed  ${item.skipped.length} skipped  ${item.seconds ?? 0} s`);
}
const sum = (key) => Object.values(results).reduce((total, item) => total + item[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${skipped.length} skipped`);
process.exit(sum('failed') === 0 && sum('passed') > 0 ? 0 : 1);
