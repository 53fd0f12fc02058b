import react from '@vitejs/plugin-react';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';
import type { Rolldown } from 'vite';

const here = import.meta.dirname;

/**
 * What most starts of a program load, in two files instead of forty: finding and linking one costs as much as compiling
 * it. The entries themselves stay apart, because the chunks are shared and must do nothing when they are loaded.
 */
const STARTS: Readonly<Record<string, readonly string[]>> = {
  terminal: ['electron/cli/main.ts'],
  core: ['electron/cli/commands/list.ts', 'electron/core/create-core.ts'],
  toml: ['electron/core/formats/toml-document.ts'],
};
const chunkOf = new Map<string, string | null>();

function startChunk(id: string, context: Rolldown.ChunkingContext): string | null {
  if (chunkOf.size === 0) {
    for (const [name, entries] of Object.entries(STARTS)) {
      const waiting = entries.map((entry) => resolve(here, entry));
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        if (chunkOf.has(at)) continue;
        const found = context.getModuleInfo(at);
        chunkOf.set(at, found?.isEntry === true ? null : name);
        waiting.push(...(found?.importedIds ?? []));
      }
    }
  }
  return chunkOf.get(id) ?? null;
}

/** `out/main` holds both programs (desktop and command line) over one shared core, and the thread for big files. */
export default defineConfig({
  main: {
    build: {
      target: 'node24',
      minify: true,
      // Pure JavaScript is bundled (a quarter of the start-up time); native modules stay outside.
      externalizeDeps: {
        exclude: [
          'zod',
          'chokidar',
          'dbus-native',
          'diff',
          'jsonc-parser',
          'toml-eslint-parser',
          'yaml',
          'ws',
        ],
      },
      rollupOptions: {
        input: {
          desktop: resolve(here, 'electron/desktop/main.ts'),
          cli: resolve(here, 'electron/cli/main.ts'),
          'big-file-thread': resolve(here, 'electron/core/config/big-file-thread.ts'),
        },
        output: {
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [{ name: startChunk, debugName: 'start' }],
          },
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
