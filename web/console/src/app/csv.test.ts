import { expect, test } from 'vitest';
import { cell, line } from './csv';

test('what a spreadsheet would run as a formula is shown as text', () => {
  for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])
    expect(cell(evil).replace(/^"/, '')).toMatch(/^'/);
  expect(cell('=HYPERLINK("http://a.example","b")')).toBe('"\'=HYPERLINK(""http://a.example"",""b"")"');
  expect(cell('a=b')).toBe('a=b');
});

test('numbers stay numbers, and nothing is an empty cell', () => {
  expect(line([-1.5, null, undefined, 0])).toBe('-1.5,,,0\r\n');
});

test('commas, quotes and lines within a cell stay within it', () => {
  expect(line(['40 秒回复，未超过 180 秒。', 'a, b', 'say "no"', 'two\nlines'])).toBe(
    '40 秒回复，未超过 180 秒。,"a, b","say ""no""","two\nlines"\r\n',
  );
});
