import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The server answers every address below /console/ with index.html.
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:7421', ws: true } } },
});
