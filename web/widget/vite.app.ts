import { defineConfig } from 'vite';

/** The chat: one module that the loader imports when it is needed. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2020',
    lib: { entry: 'src/app/main.tsx', formats: ['es'], fileName: () => 'app.js' },
    // Libraries as modules keep their spaces for whoever bundles them next; nobody bundles this one.
    rolldownOptions: { output: { minify: true } },
  },
});
