// Builds the page into out/renderer (run from the repository's root): relative addresses, because the same files serve
// djcron:// and http://; no inline script and nothing inlined as data:, because the page's policy forbids them.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
