import { api, data, type Sms } from '@miaohui/client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from './errors';
import { keys } from './keys';
import { notify } from './notices';

/** A shop's texts that have not gone out. */
export const heldQuery = (shop: string) =>
  queryOptions({
    queryKey: keys.of('sms', shop, 'held'),
    queryFn: () =>
      data(api.GET('/api/v1/shops/{shop}/sms', { params: { path: { shop }, query: { state: 'held' } } })),
    staleTime: 60_000,
  });

/** Whether a person has to send it: what waits for the morning goes by itself. */
export const byHand = (sms: Sms) => sms.state === 'held' && !sms.not_before;

/** Sending by hand: the number is shown on asking, and that it was shown is written down. */
export function useByHand(shop: string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [shown, setShown] = useState<Record<string, string>>({});
  const onError = (error: Error) => notify(words(error, t), { bad: true });
  const again = () => client.invalidateQueries({ queryKey: keys.of('sms', shop) });
  const reveal = useMutation({
    mutationFn: (id: string) => data(api.POST('/api/v1/sms/{id}/reveal', { params: { path: { id } } })),
    onSuccess: ({ phone }, id) => setShown((before) => ({ ...before, [id]: phone })),
    onError,
  });
  const sent = useMutation({
    mutationFn: (id: string) => data(api.POST('/api/v1/sms/{id}/sent', { params: { path: { id } } })),
    onSuccess: again,
    onError,
  });
  const retry = useMutation({
    mutationFn: (id: string) => data(api.POST('/api/v1/sms/{id}/retry', { params: { path: { id } } })),
    onSuccess: again,
    onError,
  });
  return { reveal, sent, retry, shown };
}
