import { expect, test } from 'vitest';
import { linkify, safe } from './linkify';

test('an address among Chinese text is a link, what surrounds it is not', () => {
  expect(linkify('看这里https://a.example/p?id=1，谢谢')).toEqual([
    { text: '看这里' },
    { text: 'https://a.example/p?id=1', href: 'https://a.example/p?id=1' },
    { text: '，谢谢' },
  ]);
});

test('the full stop of a sentence stays outside', () => {
  expect(linkify('See http://a.example/x.').map((piece) => piece.text)).toEqual([
    'See ',
    'http://a.example/x',
    '.',
  ]);
});

test('nothing else becomes a link', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'ftp://a.example', '<b>x</b>', 'https://']) {
    expect(linkify(text)).toEqual([{ text }]);
  }
});

test('links of messages must lead to pages', () => {
  expect(safe('https://a.example')).toBe('https://a.example/');
  expect(safe('javascript:alert(1)')).toBeUndefined();
  expect(safe(' ')).toBeUndefined();
  expect(safe(null)).toBeUndefined();
});
