import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { zh } from '../i18n/zh';
import { secondsOf, timeIn, tookIn } from './times';

const t = ((key: string, { n }: { n: number }) =>
  (zh.sla.unit[key.slice(-1) as 's'] ?? key).replace('{{n}}', String(n))) as unknown as TFunction;

describe('a time as people write it', () => {
  it('is read in either language', () => {
    const read = (text: string) => [text, secondsOf(text)];
    expect(['5 秒', '2分钟', '24 小时', '半小时', '2个小时', '１分３０秒', '1 天'].map(read)).toEqual([
      ['5 秒', 5],
      ['2分钟', 120],
      ['24 小时', 86_400],
      ['半小时', 1800],
      ['2个小时', 7200],
      ['１分３０秒', 90],
      ['1 天', 86_400],
    ]);
    expect(['90', '2 min', '1h30m', '1.5 hours', '3 days', '10 sec'].map(secondsOf)).toEqual([
      90, 120, 5400, 5400, 259_200, 10,
    ]);
  });

  it('is refused when it is none', () => {
    const nothing = ['', '马上', '5 apples', '-3', '0.5', '半', '5 秒 后', 'min'];
    expect(nothing.map(secondsOf)).toEqual(nothing.map(() => undefined));
  });

  it('is written so that it is read again', () => {
    for (const seconds of [0, 1, 59, 60, 90, 3600, 3661, 86_400, 90_000, 172_800, 31_622_400])
      expect(secondsOf(timeIn(seconds, t))).toBe(seconds);
    expect([timeIn(86_400, t), timeIn(172_800, t), timeIn(90, t)]).toEqual([
      '24 小时',
      '2 天',
      '1 分钟 30 秒',
    ]);
  });

  it('that was measured is told in two parts', () => {
    expect([3.14, 12.6, 3725, 0].map((seconds) => tookIn(seconds, t))).toEqual([
      '3.1 秒',
      '13 秒',
      '1 小时 2 分钟',
      '0 秒',
    ]);
  });
});
