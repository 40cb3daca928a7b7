import { expect, it } from 'vitest';
import { message } from '../../live/fixtures';
import { pieces } from './timeline';

it('draws a line before each new day and names a run once', () => {
  const found = pieces([
    message(1),
    message(2, { created_at: '2026-01-01T00:00:30Z' }),
    message(3, { author: 'bot' }),
    message(4, { created_at: '2026-01-03T00:00:00Z' }),
  ]);
  expect(found.map((piece) => (piece.type === 'day' ? 'day' : piece.first))).toEqual([
    'day',
    true,
    false,
    true,
    'day',
    true,
  ]);
});
