import { expect, test } from 'vitest';
import { typedAfterSlash } from './snippets';

test('snippets are looked for after a slash at the beginning of one line', () => {
  expect(typedAfterSlash('/thsj')).toBe('thsj');
  expect(typedAfterSlash('/')).toBe('');
  expect(typedAfterSlash('and/or')).toBeUndefined();
  expect(typedAfterSlash('/one\nand another line')).toBeUndefined();
});
