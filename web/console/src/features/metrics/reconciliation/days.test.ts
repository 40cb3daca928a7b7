import type { MetricTarget } from '@miaohui/client';
import { describe, expect, it } from 'vitest';
import { besideOf, daysOf, fitOf, summed } from './days';

const high: MetricTarget = { value: 0.9, better: 'high' };
const low: MetricTarget = { value: 30, better: 'low' };
const day = (theirs: number, ours: number | null, same = false) => ({
  day: '2026-03-01',
  theirs,
  ours,
  our_units: 10,
  difference: ours === null ? null : theirs - ours,
  same,
});

describe('the days that are looked at', () => {
  it('are thirty up to today, or up to the last that is named', () => {
    expect(daysOf({}, '2026-03-01')).toEqual({ from: '2026-01-31', to: '2026-03-01' });
    expect(daysOf({ to: '2026-01-30' }, '2026-03-01')).toEqual({ from: '2026-01-01', to: '2026-01-30' });
    expect(daysOf({ from: '2026-02-20' }, '2026-03-01')).toEqual({ from: '2026-02-20', to: '2026-03-01' });
  });

  it('are asked for when there are no more than 92 of them', () => {
    const fit = (from: string, to: string) => fitOf({ from, to });
    expect(fit('2026-03-01', '2026-05-31')).toBe('fits');
    expect(fit('2026-03-01', '2026-06-01')).toBe('too_long');
    expect(fit('2026-03-01', '2026-03-01')).toBe('fits');
    expect(fit('2026-03-02', '2026-03-01')).toBe('backwards');
    expect(fit('2026-02-99', '2026-03-01')).toBe('no_day');
  });
});

describe('a platform’s number beside ours', () => {
  it('is the same up to rounding', () => {
    expect(besideOf(day(0.9004, 0.9, true), high)).toBe('same');
    expect(besideOf(day(0, null, true), high)).toBe('same');
    expect(besideOf(day(0.5, null), high)).toBe('nothing_here');
  });

  it('says first on which side of the line each is', () => {
    expect(besideOf(day(0.88, 0.92), high)).toBe('missed_there');
    expect(besideOf(day(0.92, 0.88), high)).toBe('met_there');
    expect(besideOf(day(40, 20), low)).toBe('missed_there');
  });

  it('says which is worse where both are on one side', () => {
    expect(besideOf(day(0.8, 0.85), high)).toBe('worse_there');
    expect(besideOf(day(0.98, 0.95), high)).toBe('better_there');
    expect(besideOf(day(25, 20), low)).toBe('worse_there');
    expect(besideOf(day(12, 20), low)).toBe('better_there');
  });

  it('is only higher or lower where there is no line', () => {
    expect(besideOf(day(25, 20), null)).toBe('higher_there');
    expect(besideOf(day(15, 20), null)).toBe('lower_there');
  });

  it('is counted by days', () => {
    expect(summed([day(0.9, 0.9, true), day(0.8, 0.95), day(1, 0.8), day(0.1, null)], high)).toEqual({
      days: 4,
      differ: 3,
      against: 1,
    });
  });
});
