import react from '@vitejs/plugin-react';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const here = import.meta.dirname;

/** `out/main` holds both programs (desktop and command line) over one shared core, and the thread for big files. */
export default defineConfig({
  main: {
    build: {
      target: 'node24',
      minify: true,
      // Pure JavaScript is bundled (a quarter of the start-up time); native modules stay outside.
      externalizeDeps: {
        exclude: ['zod', 'chokidar', 'diff', 'jsonc-parser', 'toml-eslint-parser', 'yaml', 'ws'],
      },
      rollupOptions: {
        input: {
          desktop: resolve(here, 'electron/desktop/main.ts'),
          cli: resolve(here, 'electron/cli/main.ts'),
          'big-file-thread': resolve(here, 'electron/core/config/big-file-thread.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload cannot import: one self-contained CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: resolve(here, 'electron/desktop/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'renderer'),
    plugins: [react(), tailwindcss()],
    build: {
      // The browser host shows the page in whatever browser the person uses. All three know ES2023; a list
      // of browsers here would be joined with electron-vite's own Chrome (lib, `mergeConfig`).
      target: 'es2023',
      cssTarget: ['chrome140', 'firefox140', 'safari18'],
      minify: true,
      assetsInlineLimit: 0,
      // It comes from this computer's disk; a person who starts the app need not read about its size (kB).
      chunkSizeWarningLimit: 700,
      rollupOptions: { input: resolve(here, 'renderer/index.html') },
    },
  },
});
