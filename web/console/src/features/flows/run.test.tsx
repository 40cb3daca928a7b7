import type { FlowRun } from '@miaohui/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { RunCard } from './run';

vi.mock('../../app/now', () => ({ useNow: () => 0 }));
vi.mock('react-i18next', () => ({
  useTranslation: () => ({ t: (key: string) => key, i18n: { language: 'en' } }),
}));

const titled = (text: string) => ({ zh: `${text}（中文）`, en: text });

test('what is in the way of a run is told in sentences, not in the words of programs', () => {
  const run = {
    id: 'r',
    title: titled('Return'),
    state: 'stuck',
    reason: 'shop_does_not_answer',
    why: titled('The shop system does not answer.'),
    conversation: 'c',
    updated_at: '2026-01-05T09:00:00Z',
    steps: [
      {
        key: 'open',
        title: titled('Open'),
        state: 'todo',
        failure: 'unknown: timed out',
        why: titled('Nobody knows yet.'),
      },
    ],
  } as unknown as FlowRun;
  const html = renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <RunCard run={run} open currency="EUR" />
    </QueryClientProvider>,
  );
  for (const part of ['The shop system does not answer.', 'Nobody knows yet.']) expect(html).toContain(part);
  for (const word of ['shop_does_not_answer', 'unknown: timed out']) expect(html).not.toContain(word);
});
