import { afterEach, expect, test, vi } from 'vitest';
import { copied } from './copy';

/** A page with nothing open, in which copying what is selected goes so. */
function page(copies: boolean) {
  const selected: string[] = [];
  const area = { value: '', style: {}, select: () => selected.push(area.value), remove: vi.fn() };
  vi.stubGlobal('HTMLElement', class {});
  vi.stubGlobal('document', {
    activeElement: null,
    createElement: () => area,
    querySelectorAll: () => [],
    body: { append: () => undefined },
    execCommand: () => copies,
  });
  return { selected, area };
}

afterEach(() => vi.unstubAllGlobals());

test('a page over plain HTTP has no clipboard, and copies what it selects', async () => {
  const { selected, area } = page(true);
  vi.stubGlobal('navigator', {});
  expect(await copied('a text')).toBe(true);
  expect(selected).toEqual(['a text']);
  expect(area.remove).toHaveBeenCalled();
});

test('what cannot be copied either way is said to be so', async () => {
  page(false);
  vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new Error('forbidden')) } });
  expect(await copied('a text')).toBe(false);
});

test('a clipboard that is there takes the text', async () => {
  const { selected } = page(true);
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  expect(await copied('a text')).toBe(true);
  expect([writeText.mock.calls, selected]).toEqual([[['a text']], []]);
});
