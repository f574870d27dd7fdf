// `npm run screenshots`: a picture of every screen in both themes, over the demo fleet, into out/screenshots.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureNode } from './support/node.mjs';

ensureNode(fileURLToPath(import.meta.url));
if (process.argv[2] !== '--built' && spawnSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' }).status !== 0) process.exit(1);
const { takePictures } = await import('./support/pictures.ts');
await takePictures();
