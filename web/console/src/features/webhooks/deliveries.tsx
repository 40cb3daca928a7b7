import { api, type Delivery, data, type Webhook } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { moment } from '../../i18n/format';

const PAGE = 50;
const COLOURS: Record<Delivery['state'], string> = {
  pending: 'tag',
  delivered: 'tag green',
  failed: 'tag red',
};

/** What was told to an address, and what came of it. */
export function Deliveries({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation();
  const id = webhook.id;
  const pages = useInfiniteQuery({
    queryKey: keys.of('deliveries', id),
    queryFn: ({ pageParam }) =>
      data(
        api.GET('/api/v1/webhooks/{id}/deliveries', {
          params: { path: { id }, query: { before: pageParam, limit: PAGE } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => (last.length === PAGE ? last.at(-1)?.id : undefined),
    refetchInterval: 5000,
  });
  const rows = pages.data?.pages.flat() ?? [];
  return (
    <Dialog wide title={`${t('webhooks.deliveries')} · ${webhook.url}`} onClose={onClose}>
      {pages.isPending && <Skeleton lines={3} label={t('common.loading')} />}
      {pages.isError && (
        <p className="alert" role="alert">
          {words(pages.error, t)}
        </p>
      )}
      {pages.data && rows.length === 0 && <Empty icon="globe" title={t('webhooks.no_deliveries')} />}
      {rows.map((delivery) => (
        <Line key={delivery.id} delivery={delivery} webhook={id} />
      ))}
      <footer>
        {pages.hasNextPage && (
          <Button onClick={() => void pages.fetchNextPage()}>{t('webhooks.older')}</Button>
        )}
        <Button onClick={onClose}>{t('common.close')}</Button>
      </footer>
    </Dialog>
  );
}

function Line({ delivery, webhook }: { delivery: Delivery; webhook: string }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const replay = useMutation({
    mutationFn: () =>
      data(api.POST('/api/v1/deliveries/{id}/replay', { params: { path: { id: delivery.id } } })),
    onSuccess: () => {
      notify(t('webhooks.replayed'), { bad: false });
      void client.invalidateQueries({ queryKey: keys.of('deliveries', webhook) });
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  return (
    <details className="delivery" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className={COLOURS[delivery.state]}>{t(`webhooks.${delivery.state}`)}</span>
        <span>{t(`event.${delivery.event}`)}</span>
        <span className="meta">
          {t('webhooks.attempts')} {delivery.attempts}
        </span>
        <span className="meta end">{moment(delivery.created_at, i18n.language, Date.now())}</span>
      </summary>
      {open && <Detail id={delivery.id} />}
      <Button disabled={replay.isPending} onClick={() => replay.mutate()}>
        {t('webhooks.replay')}
      </Button>
    </details>
  );
}

function Detail({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { data: detail, error } = useQuery({
    queryKey: keys.of('delivery', id),
    queryFn: () => data(api.GET('/api/v1/deliveries/{id}', { params: { path: { id } } })),
    refetchInterval: 5000,
  });
  if (error)
    return (
      <p className="alert" role="alert">
        {words(error, t)}
      </p>
    );
  if (!detail) return <Skeleton lines={1} label={t('common.loading')} />;
  return (
    <div className="stack">
      <table className="table">
        <thead>
          <tr>
            <th>{t('webhooks.number')}</th>
            <th>{t('webhooks.at')}</th>
            <th>{t('webhooks.outcome')}</th>
            <th>{t('webhooks.took')}</th>
          </tr>
        </thead>
        <tbody>
          {detail.attempts.map((attempt) => (
            <tr key={attempt.number}>
              <td>{attempt.number}</td>
              <td>{moment(attempt.at, i18n.language, Date.now())}</td>
              <td>
                {attempt.status} {attempt.outcome}
              </td>
              <td>{attempt.duration_ms} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
      <pre>{JSON.stringify(detail.body, null, 2)}</pre>
    </div>
  );
}
