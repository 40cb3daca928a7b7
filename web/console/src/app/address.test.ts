import { expect, it } from 'vitest';
import { safe } from './address';

it('leads to pages alone', () => {
  expect(safe('https://shop.example/a b')).toBe('https://shop.example/a%20b');
  expect(safe('http://shop.example')).toBe('http://shop.example/');
  for (const other of ['javascript:alert(1)', 'data:text/html,x', '//shop.example', 'no address', '', null])
    expect(safe(other)).toBeUndefined();
});
