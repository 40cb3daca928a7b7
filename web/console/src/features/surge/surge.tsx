import { api, data, type Shop, type Surge } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { useNow } from '../../app/now';
import { shopsQuery, surgesQuery, useMe } from '../../app/queries';
import { moment } from '../../i18n/format';
import './surge.css';

/** The shops in which people are too few, each with since when and why. */
export function SurgeBanner() {
  const { data: surges = [] } = useQuery(surgesQuery);
  const { data: shops = [] } = useQuery(shopsQuery);
  const on = surges.filter((surge) => surge.on);
  if (on.length === 0) return null;
  return (
    <div className="surges" role="status">
      {on.map((surge) => (
        <Line key={surge.shop} surge={surge} shop={shops.find((shop) => shop.id === surge.shop)} />
      ))}
    </div>
  );
}

/** Whether people are too few in one shop; a lead may say so by hand. */
export function SurgeOfShop({ shop }: { shop: Shop }) {
  const { data: surges = [] } = useQuery(surgesQuery);
  const surge = surges.find((one) => one.shop === shop.id);
  if (!surge) return null;
  return (
    <div className={surge.on ? 'surges' : 'surges calm'} role="status">
      <Line surge={surge} shop={shop} />
    </div>
  );
}

function Line({ surge, shop }: { surge: Surge; shop: Shop | undefined }) {
  const { t } = useTranslation();
  const now = useNow();
  const me = useMe();
  const leads = me.role === 'lead' || me.role === 'admin';
  return (
    <p>
      <Icon name={surge.on ? 'warn' : 'ok'} small />
      <b>{surge.on ? t('modes.on', { shop: shop?.name ?? '' }) : t('modes.off')}</b>
      <span className="meta">{parts(surge, now, useTranslation()).join(' · ')}</span>
      {leads && <Hand surge={surge} />}
    </p>
  );
}

type Words = Pick<ReturnType<typeof useTranslation>, 't' | 'i18n'>;

/** Since when and why, and how it stands now. */
function parts(surge: Surge, now: number, { t, i18n }: Words): string[] {
  const parts: string[] = [];
  if (surge.since) {
    const time = moment(surge.since, i18n.language, now);
    const n = surge.wait_minutes;
    if (surge.on && surge.agent_name) parts.push(t('modes.by_person', { time, name: surge.agent_name }));
    else if (surge.on)
      parts.push(n ? t('modes.by_itself_wait', { time, n }) : t('modes.by_itself', { time }));
    else if (surge.state === 'ended') parts.push(t('modes.held', { time, name: surge.agent_name ?? '' }));
  }
  const waiting = surge.waiting ?? 0;
  const n = surge.expected_minutes;
  if (surge.on || waiting > 0)
    parts.push(n ? t('modes.now', { waiting, n }) : t('modes.now_unknown', { waiting }));
  return parts;
}

function Hand({ surge }: { surge: Surge }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const set = useMutation({
    mutationFn: (on: boolean) =>
      data(api.PUT('/api/v1/shops/{shop}/surge', { params: { path: { shop: surge.shop } }, body: { on } })),
    onSuccess: (after) =>
      client.setQueryData<Surge[]>(keys.surges, (all) =>
        all?.map((one) => (one.shop === after.shop ? after : one)),
      ),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  return (
    <Button disabled={set.isPending} onClick={() => set.mutate(!surge.on)}>
      {t(surge.on ? 'modes.end' : 'modes.begin')}
    </Button>
  );
}
