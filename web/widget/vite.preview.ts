import { defineConfig } from 'vite';

/** The page to try the widget on, served at /preview/{inbox}; its script and style lie beside the widget's. */
export default defineConfig({
  base: '/widget/',
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2020',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: 'preview.html',
      output: { entryFileNames: 'preview.js', assetFileNames: 'preview[extname]' },
    },
  },
});
