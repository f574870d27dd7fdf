// Bundles everything that is not UI into out/main (run from the repository's root): one file an entry, and what an entry
// needs only sometimes in chunks of its own, so that a command starts with little. Native and run-time parts stay outside.
import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** `electron` is there at run time only; the others find their own files at run time. */
const outside = ['electron', 'better-sqlite3', 'ssh2', 'pdfmake'];

export default defineConfig({
  root: 'electron',
  ssr: { noExternal: true, external: outside },
  build: {
    ssr: true,
    target: 'node22',
    outDir: '../out/main',
    emptyOutDir: true,
    minify: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: {
        main: 'electron/main.ts',
        cli: 'electron/cli.ts',
        'runner-thread': 'electron/runner/thread/entry.ts',
        'search-thread': 'electron/store/search/thread.ts',
        'report-thread': 'electron/report/thread/entry.ts',
      },
      external: [...outside, ...builtinModules.flatMap((name) => [name, `node:${name}`])],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
