import type { Flow } from '@miaohui/client';
import { expect, test } from 'vitest';
import { reasons } from './reasons';

const reship = {
  flow: {
    key: 'reship',
    inputs: [{ key: 'reason', choices: [{ value: 'missing', title: { zh: '少发', en: 'Missing piece' } }] }],
  },
  version: 0,
} as unknown as Flow;

test('reasons are chosen by their names, and what only the shop has stays in the list', () => {
  expect(reasons([reship], 'reship_reasons', ['missing', 'our own'], 'zh-CN')).toEqual([
    { value: 'missing', label: '少发' },
    { value: 'our own', label: 'our own' },
  ]);
  expect(reasons([], 'cancel_reasons', ['x'], 'en')).toEqual([{ value: 'x', label: 'x' }]);
});
