import { api, data, type Profile } from '@miaohui/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { shopsQuery } from '../../app/queries';

/** The person who is asked first whenever this buyer waits. */
export function OwnAgent({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: shops = [] } = useQuery(shopsQuery);
  const { id, shop } = profile.buyer;
  const colleagues = shops.find((one) => one.id === shop)?.colleagues ?? [];
  const set = useMutation({
    mutationFn: (agent: string | null) =>
      data(api.PUT('/api/v1/buyers/{id}/agent', { params: { path: { id } }, body: { agent } })),
    onSuccess: ({ agent }) =>
      client.setQueryData<Profile>(keys.buyer(id), (known) => known && { ...known, own_agent: agent }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  return (
    <section className="sec">
      <h3>{t('routing.own_agent')}</h3>
      <select
        className="input"
        aria-label={t('routing.own_agent')}
        value={profile.own_agent ?? ''}
        disabled={set.isPending}
        onChange={(event) => set.mutate(event.target.value || null)}
      >
        <option value="">{t('routing.nobody')}</option>
        {colleagues.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </section>
  );
}
