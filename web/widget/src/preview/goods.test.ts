import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GOODS } from './goods';

test.each(['zh', 'en'] as const)('the goods shown are goods of the demo seller (%s)', (language) => {
  const file = new URL(`../../../../crates/server/demo/${language}/products.csv`, import.meta.url);
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const good of GOODS[language]) {
    const line = lines.find((line) => line.startsWith(`${good.id},${good.title},${good.category},`));
    expect(line, good.id).toContain(`,${good.price},`);
  }
});
