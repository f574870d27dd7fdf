// `npm run bench`: speed and memory, printed beside what they must be. Always 0 unless it could not measure: a loaded
// machine is no failure, and no test is timed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../support/debian.mjs';
import { ensureNode } from '../support/node.mjs';

ensureNode(fileURLToPath(import.meta.url));
const needed = ['sshd', 'clush', 'chromium'].filter((name) => findProgram(name) === undefined);
if (needed.length > 0) {
  console.error(`cannot measure: ${needed.join(', ')} missing (npm test installs them)`);
  process.exit(1);
}
const built = process.argv.includes('--built');
if (!built && spawnSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' }).status !== 0) process.exit(1);
const { bench } = await import('./bench.ts');
await bench(process.argv.slice(2).filter((word) => word !== '--built'));
