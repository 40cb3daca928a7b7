import { expect, test } from 'vitest';
import { ems, layOut } from './wall-layout';

test('a wall of 1920 by 960 holds six, and more follow on as many screens as it takes, evenly', () => {
  expect(layOut(6, 1890, 940)).toEqual({ columns: 3, rows: 2, pages: 1 });
  expect(layOut(8, 1890, 940)).toEqual({ columns: 2, rows: 2, pages: 2 });
  expect(layOut(13, 1890, 940)).toEqual({ columns: 3, rows: 2, pages: 3 });
});

test('a screen of any size holds as many, since it is read from as far', () => {
  for (const [width, height] of [
    [1340, 640],
    [3800, 1960],
  ] as const)
    expect(layOut(6, width, height)).toEqual({ columns: 3, rows: 2, pages: 1 });
});

test('few fill the room, and on a phone two follow two', () => {
  expect(layOut(1, 1890, 940)).toEqual({ columns: 1, rows: 1, pages: 1 });
  expect(layOut(2, 1890, 940)).toEqual({ columns: 2, rows: 1, pages: 1 });
  expect(layOut(3, 360, 700)).toEqual({ columns: 1, rows: 2, pages: 2 });
  expect(layOut(0, 0, 0).pages).toBe(1);
});

test('Chinese is as wide as it is high', () => {
  expect(ems('秒')).toBe(1);
  expect(ems('90%')).toBeLessThan(3);
});
