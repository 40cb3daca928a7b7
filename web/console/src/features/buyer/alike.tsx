import { api, type Buyer, data, type LikelyBuyer } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { likelyQuery } from '../../app/queries';
import { MergeDialog } from './merge-dialog';
import './merge.css';

/** Who may be the same person, and why; a person decides. */
export function Alike({ buyer }: { buyer: Buyer }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: likely = [] } = useQuery(likelyQuery(buyer.id));
  const [merging, setMerging] = useState<Buyer>();
  const apart = useMutation({
    mutationFn: (other: string) =>
      data(api.POST('/api/v1/buyers/{id}/apart', { params: { path: { id: buyer.id } }, body: { other } })),
    onSuccess: (_, other) => {
      client.setQueryData<LikelyBuyer[]>(keys.likely(buyer.id), (known) =>
        known?.filter((one) => one.buyer.id !== other),
      );
      notify(t('buyers.not_same_done'), { bad: false });
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  if (likely.length === 0) return null;
  return (
    <section className="sec alike" aria-label={t('buyers.likely')}>
      <h3>
        <Icon name="swap" small />
        {t('buyers.likely')}
        <span className="meta">{likely.length}</span>
      </h3>
      <ul>
        {likely.map((one) => (
          <li key={one.buyer.id}>
            <span className="ell">{one.buyer.name ?? one.buyer.external_id ?? t('buyers.unnamed')}</span>
            <span className="meta">
              {one.signs.map((sign) => t(`buyers.signs.${sign}`)).join(t('buyers.and'))}
            </span>
            <span className="acts">
              <Button onClick={() => setMerging(one.buyer)}>{t('buyers.merge')}</Button>
              <Button look="quiet" disabled={apart.isPending} onClick={() => apart.mutate(one.buyer.id)}>
                {t('buyers.not_same')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {merging && <MergeDialog buyer={buyer} other={merging} onClose={() => setMerging(undefined)} />}
    </section>
  );
}
