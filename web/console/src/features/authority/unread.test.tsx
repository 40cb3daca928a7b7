import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { Unread, unread } from './unread';

const fine = { isError: false, error: null, refetch: vi.fn() };
const broken = { isError: true, error: new Error('It is down.'), refetch: vi.fn() };

test('a list that failed is told with its shop, also beside lists that are there', () => {
  const missing = unread([fine, fine, broken], ['', 'One', 'Two']);
  expect(missing.map(({ name }) => name)).toEqual(['Two']);
  const html = renderToStaticMarkup(<Unread missing={missing} />);
  for (const part of ['Two', 'It is down.', 'common.retry']) expect(html).toContain(part);
  missing[0]?.again();
  expect(broken.refetch).toHaveBeenCalledOnce();
});

test('that nobody knows the shops is told as well', () => {
  expect(unread([broken], [''])).toHaveLength(1);
});
