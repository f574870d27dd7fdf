// `npm run faults`: the whole fault table on a lab of real hosts, and faults in a mix of chance for ten minutes. Prints a
// seed; DJCRON_FAULTS_SEED repeats it, DJCRON_FAULTS_MINUTES is how long faults are mixed. Needs root on Linux. Arguments
// go to vitest: a file's name, or -t and a test's.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../support/debian.mjs';
import { ensureNode } from '../support/node.mjs';

const script = fileURLToPath(import.meta.url);
const projectDir = path.join(path.dirname(script), '../..');
ensureNode(script);
const missing = installPackages(console.log);
if (missing.length > 0) console.log(`missing Debian packages: ${missing.join(' ')}; what needs them is skipped`);

const seed = process.env.DJCRON_FAULTS_SEED ?? String(Math.floor(Math.random() * 2 ** 31));
console.log(`DJCRON_FAULTS_SEED=${seed}`);
const env = { ...process.env, DJCRON_FAULTS_WHOLE: '1', DJCRON_FAULTS_SEED: seed };
const run = (command, args) => spawnSync(command, args, { cwd: projectDir, stdio: 'inherit', env }).status ?? 1;
const built = run('npm', ['run', '-s', 'build']);
// One file at a time: what is hard on a machine must not be hard on the next test.
const files = process.argv.slice(2);
const status =
  built === 0
    ? run('vitest', [
        'run',
        '-c',
        'test/vitest.config.ts',
        '--reporter=verbose',
        '--no-file-parallelism',
        ...(files.length > 0 ? files : ['test/faults']),
      ])
    : built;
console.log(`DJCRON_FAULTS_SEED=${seed}`);
process.exit(status);
