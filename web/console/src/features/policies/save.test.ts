import { expect, test, vi } from 'vitest';
import { savePolicy } from './save';

const put = vi.hoisted(() => vi.fn());
vi.mock('@miaohui/client', async (original) => ({
  ...(await original<typeof import('@miaohui/client')>()),
  api: { PUT: put },
}));

const answered = (status: number, error: unknown) =>
  put.mockResolvedValue({ error, response: new Response(null, { status }) });

test('what is wrong with a policy is said at its field', async () => {
  const problem = { code: 'out_of_range', field: 'days', message: 'Out of range.', row: 1 };
  answered(422, {
    stored: false,
    problems: [problem],
    problems_total: 1,
    added: 0,
    updated: 0,
    unchanged: 0,
  });
  const saving = savePolicy('s', { policy_id: 'R1', kind: 'returns', days: -1 });
  await expect(saving).rejects.toMatchObject({ field: 'days', message: 'Out of range.' });
});

test('a refusal of the whole is said as it is', async () => {
  answered(403, { code: 'forbidden', message: 'You may not.' });
  await expect(savePolicy('s', { policy_id: 'R1', kind: 'returns' })).rejects.toMatchObject({
    code: 'forbidden',
    message: 'You may not.',
  });
});
