import { expect, it } from 'vitest';
import { actionOf } from './shortcuts';

const press = (key: string, by = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...by,
});

it('letters act on the page, and are only letters in a text', () => {
  expect(actionOf(press('j'), 'page')).toBe('down');
  expect(actionOf(press('j'), 'text')).toBeUndefined();
});

it('Enter belongs to a control that has the focus', () => {
  expect(actionOf(press('Enter'), 'page')).toBe('open');
  expect(actionOf(press('Enter'), 'control')).toBeUndefined();
});

it('Ctrl Enter resolves everywhere, other chords are the browser’s', () => {
  expect(actionOf(press('Enter', { ctrlKey: true }), 'text')).toBe('resolve');
  expect(actionOf(press('c', { ctrlKey: true }), 'page')).toBeUndefined();
});

it('nothing acts while a word is being composed', () => {
  expect(actionOf(press('Enter', { isComposing: true }), 'page')).toBeUndefined();
});
