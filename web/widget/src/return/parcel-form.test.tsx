// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Api, Return } from './api';
import { WORDS } from './words';

const page = { couriers: [], until: '2026-01-05T04:00:00Z' } as unknown as Return;
let root: HTMLElement;

beforeEach(() => {
  root = document.body.appendChild(document.createElement('div'));
  vi.resetModules();
});

async function form(found: { tracking_number: string | null; courier: string | null }) {
  const { ParcelForm } = await import('./parcel-form');
  const read = vi.fn(() => Promise.resolve(found));
  const api = { read } as unknown as Api;
  await act(() =>
    render(<ParcelForm api={api} shown={page} words={WORDS.en} lang="en" onSent={vi.fn()} />, root),
  );
  const field = root.querySelector<HTMLInputElement>('input.num');
  if (!field) throw new Error('there is no field for the number');
  const paste = async (text: string) => {
    const event = new Event('paste', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'clipboardData', { value: { getData: () => text } });
    await act(async () => {
      field.dispatchEvent(event);
      await Promise.resolve();
    });
    return event;
  };
  return { read, field, paste };
}

test('what is pasted stays in the field when no number is found in it', async () => {
  const { paste } = await form({ tracking_number: null, courier: null });
  const event = await paste('my own number');
  expect(event.defaultPrevented).toBe(false);
  expect(root.querySelector('#said')?.textContent).toBe(WORDS.en.nothing_pasted);
});

test('the number that is found in what is pasted stands there instead', async () => {
  const { paste, field } = await form({ tracking_number: 'SF1234567890', courier: null });
  await paste('Your parcel SF1234567890 is on its way');
  expect(field.value).toBe('SF1234567890');
});

test('a pasted picture is asked nothing about', async () => {
  const { paste, read } = await form({ tracking_number: null, courier: null });
  await paste('');
  expect(read).not.toHaveBeenCalled();
});

test('without a clipboard nothing offers to paste from it', async () => {
  Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
  await form({ tracking_number: null, courier: null });
  const buttons = [...root.querySelectorAll('button')].map((button) => button.textContent);
  expect(buttons).not.toContain(WORDS.en.paste);
});
