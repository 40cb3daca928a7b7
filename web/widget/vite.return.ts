import { defineConfig } from 'vite';

/** The page of a return, served at /r/{token}; its script and style lie beside the widget's, what reads barcodes apart. */
export default defineConfig({
  base: '/widget/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2020',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: 'return.html',
      output: {
        entryFileNames: 'return.js',
        chunkFileNames: 'return-[name].js',
        assetFileNames: 'return[extname]',
      },
    },
  },
});
