import { defineConfig } from 'vite';

/** The loader: one plain script that any page can hold. */
export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2020',
    lib: { entry: 'src/loader.ts', formats: ['iife'], name: 'MiaohuiLoader', fileName: () => 'widget.js' },
  },
});
