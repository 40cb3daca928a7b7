import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { barriers, sideways, unspoken } from './access.js';
import { shoot } from './browser.js';

/** Nothing stands in anybody's way, nothing is wider than its place, every text is in words; and a picture of it. */
export async function sound(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  assert.deepEqual(await barriers(page), [], `${name}: nothing stands in anybody's way`);
  assert.deepEqual(await sideways(page), [], `${name}: nothing is wider than its place`);
  assert.deepEqual(await unspoken(page), [], `${name}: every text is in words`);
}
