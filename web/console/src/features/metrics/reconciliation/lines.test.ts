import { describe, expect, it } from 'vitest';
import { drawnOf, pathOf } from './lines';

const day = (day: string, theirs: number, ours: number | null) => ({
  day,
  theirs,
  ours,
  same: false,
  our_units: 1,
});

describe('lines of days', () => {
  const days = [day('2026-03-01', 0.5, 0.6), day('2026-03-02', 0.7, null), day('2026-03-05', 0.9, 1)];
  const theirs = days.map((one) => one.theirs);
  const ours = days.map((one) => one.ours);
  const drawn = drawnOf(days, [theirs, ours], { is_seconds: false });

  it('keep the distance of days, and break where one is missing', () => {
    expect([0, 1, 2].map(drawn.x)).toEqual([0, 25, 100]);
    expect(pathOf(days, theirs, drawn)).toMatch(/^M0 [\d.]+h0L25 [\d.]+M100 [\d.]+h0$/);
    expect(pathOf(days, ours, drawn)).toMatch(/^M0 [\d.]+h0M100 [\d.]+h0$/);
  });

  it('lie within, with some room where there can be any', () => {
    expect(drawn.y(0.5)).toBeLessThan(100);
    expect(drawn.y(1)).toBe(0);
    expect([drawn.low, drawn.high]).toEqual([expect.closeTo(0.46), 1]);
    expect(drawnOf(days, [[10, 60]], { is_seconds: true }).high).toBe(64);
  });

  it('are a dot in the middle when there is one day', () => {
    const [one] = days;
    const single = drawnOf(one ? [one] : [], [[0.5]], { is_seconds: false });
    expect(single.x(0)).toBe(50);
    expect(pathOf(days.slice(0, 1), [0.5], single)).toBe('M50 50h0');
  });
});
