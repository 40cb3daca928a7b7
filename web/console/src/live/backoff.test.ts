import { expect, it } from 'vitest';
import { pause } from './backoff';

it('waits longer each time, never too long, and never all alike', () => {
  expect(pause(0, () => 1)).toBe(400);
  expect(pause(3, () => 1)).toBe(3200);
  expect(pause(30, () => 1)).toBe(15_000);
  expect(pause(3, () => 0)).toBe(960);
});
