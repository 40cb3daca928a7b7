import { expect, test } from 'vitest';
import { called } from './called';

test('a flow and a reason are named in the reader’s language', () => {
  const title = { zh: '发货慢', en: 'Late' };
  expect([called(title, 'late', 'zh-CN'), called(title, 'late', 'en')]).toEqual(['发货慢', 'Late']);
  expect(called(null, 'my own', 'en')).toBe('my own');
});
