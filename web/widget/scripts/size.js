// Fails when what a shop's page or a buyer's phone has to load is larger than we promise.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const gzipped = (name) => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length;
const kB = (bytes) => `${(bytes / 1000).toFixed(2)} kB`;

const loader = gzipped('widget.js');
const all = loader + gzipped('app.js');
const budgets = [
  ['loader', loader, 6000],
  ['widget in all', all, 30000],
  ['page of a return', gzipped('return.js') + gzipped('return.css'), 20000],
];
for (const [name, bytes, budget] of budgets) {
  console.log(`${name}: ${kB(bytes)} gzip of ${kB(budget)}`);
}
if (budgets.some(([, bytes, budget]) => bytes > budget)) {
  console.error('The widget is too large.');
  process.exit(1);
}
