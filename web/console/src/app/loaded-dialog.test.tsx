import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { LoadedDialog } from './loaded-dialog';

const nothing = () => undefined;

function shown(asked: { data?: string; error?: Error }) {
  return renderToStaticMarkup(
    <LoadedDialog
      title="The title"
      asked={{
        data: asked.data,
        isError: asked.error !== undefined,
        error: asked.error ?? null,
        refetch: nothing,
      }}
      onClose={nothing}
    >
      {(data) => <p>{data}</p>}
    </LoadedDialog>,
  );
}

test('a window that could not be filled says why, and offers to try again', () => {
  const html = shown({ error: new Error('The shop is closed.') });
  for (const part of ['The title', 'The shop is closed.', 'common.retry', 'common.close'])
    expect(html).toContain(part);
});

test('a window that is being filled is there already', () => {
  expect(shown({})).toContain('The title');
});

test('what was read is shown', () => {
  expect(shown({ data: 'What was read' })).toBe('<p>What was read</p>');
});
