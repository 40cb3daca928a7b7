import { describe, expect, it } from 'vitest';
import { usualName } from './browser';

describe('the usual name of a browser', () => {
  it('is its system and what it calls itself', () => {
    const android =
      'Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36';
    const iphone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
    const edge =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0';
    expect([android, iphone, edge].map(usualName)).toEqual([
      'Android · Chrome',
      'iPhone · Safari',
      'Windows · Edge',
    ]);
    expect(usualName('curl')).toBe('');
  });
});
