import { defineConfig } from 'vite';

/** The API reference at /docs. One script holds the viewer: nothing is fetched from elsewhere. */
export default defineConfig({
  base: '/docs/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2020',
    chunkSizeWarningLimit: 1000,
    modulePreload: { polyfill: false },
  },
});
