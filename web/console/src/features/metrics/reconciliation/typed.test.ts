import { describe, expect, it } from 'vitest';
import { typedValue } from './typed';

describe('a value that is typed', () => {
  it('is read as reports write it', () => {
    expect(
      ['93.5%', '93.5 ％', '0.935', '12.3', '12.3 s', '12秒', '01:23', '00:01:23'].map(typedValue),
    ).toEqual([0.935, 0.935, 0.935, 12.3, 12.3, 12, 83, 83]);
  });

  it('is refused when it is nothing of the kind', () => {
    expect(['', 'much', '%', '1:2:3:4', '1::2', '-3', '1e3', '12,3'].map(typedValue)).toEqual(
      Array.from({ length: 8 }, () => undefined),
    );
  });
});
