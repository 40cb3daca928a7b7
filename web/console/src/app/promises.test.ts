import type { Promised } from '@miaohui/client';
import { expect, it } from 'vitest';
import { forField, nearness } from './promises';

const promise = (more: Partial<Promised>) =>
  ({
    state: 'open',
    due_at: '2026-11-26T10:00:00Z',
    remind_at: '2026-11-26T09:45:00Z',
    broken_at: null,
    ...more,
  }) as Promised;

it('goes from calm to amber to red, and is calm when it is done', () => {
  const at = (time: string) => Date.parse(`2026-11-26T${time}:00Z`);
  expect(nearness(promise({}), at('09:00'))).toBe('');
  expect(nearness(promise({}), at('09:50'))).toBe('amber');
  expect(nearness(promise({}), at('10:00'))).toBe('red');
  expect(nearness(promise({ broken_at: '2026-11-26T08:00:00Z' }), at('09:00'))).toBe('red');
  expect(nearness(promise({ state: 'kept' }), at('11:00'))).toBe('');
});

it('fills a field with the wall clock', () => {
  expect(Date.parse(forField('2026-11-26T10:00:00Z'))).toBe(Date.parse('2026-11-26T10:00:00Z'));
});
