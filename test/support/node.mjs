// Goes on under the Node that comes with the dependencies when the one that started us is another: the native modules and
// the test runner need a newer one than Debian may have.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

const projectDir = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const bundled = path.join(projectDir, 'node_modules/.bin/node');

/** Never returns when another Node takes over; puts the programs of the dependencies first in PATH. */
export function ensureNode(script) {
  if (!existsSync(path.join(projectDir, 'node_modules'))) fail('the dependencies are missing: run npm ci first');
  process.env.PATH = [path.dirname(bundled), process.env.PATH].join(path.delimiter);
  if (existsSync(bundled) && realpathSync(bundled) !== realpathSync(process.execPath)) {
    const { status } = spawnSync(bundled, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
    process.exit(status ?? 1);
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 15)) fail(`Node ${process.versions.node} is too old here: 22.15 or newer is needed`);
}

function fail(line) {
  console.error(line);
  process.exit(2);
}
