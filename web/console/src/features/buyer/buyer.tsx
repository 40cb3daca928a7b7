import type { Profile } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { buyerQuery } from '../../app/queries';
import { figure, money } from '../../i18n/format';
import { Alike } from './alike';
import { Handles } from './handles';
import { LastTimes } from './last-times';
import { Matters } from './matters';
import { Merged } from './merged';
import { Notes } from './notes';
import { OrderCard } from './order';
import { OwnAgent } from './own-agent';
import { Tags } from './tags';
import { Tones } from './tones';

interface Props {
  id: string;
  /** The conversation that is open, if any: it is no earlier one. */
  current?: string;
  onOpen: (conversation: string) => void;
}

export function BuyerPane({ id, current, onOpen }: Props) {
  const { t } = useTranslation();
  const profile = useQuery(buyerQuery(id));
  return (
    <aside className="pane buyer" aria-label={t('buyer.title')}>
      {profile.isPending && <Skeleton lines={6} label={t('common.loading')} />}
      {profile.isError && !profile.data && (
        <Empty icon="warn" title={t('common.failed')}>
          <p>{words(profile.error, t)}</p>
          <Button onClick={() => void profile.refetch()}>{t('common.retry')}</Button>
        </Empty>
      )}
      {profile.data && <Known profile={profile.data} current={current} onOpen={onOpen} />}
    </aside>
  );
}

function Known({
  profile,
  current,
  onOpen,
}: {
  profile: Profile;
  current?: string;
  onOpen: (id: string) => void;
}) {
  const { t, i18n } = useTranslation();
  const { buyer, orders } = profile;
  const name = buyer.name ?? t('buyer.title');
  const about = [buyer.city, buyer.phone, buyer.email].filter(Boolean).join(' · ');
  return (
    <>
      <header className="phead">
        <span className="av" aria-hidden="true">
          {name.slice(0, 1)}
        </span>
        <div className="who">
          <div className="a">
            <h2 className="ell">{name}</h2>
            {buyer.level && <span className="tag line">{buyer.level}</span>}
          </div>
          <div className="b meta ell">{about || buyer.external_id}</div>
        </div>
      </header>
      <div className="scroll">
        <p className={buyer.recognised ? 'sec known green' : 'sec known amber'}>
          <Icon name={buyer.recognised ? 'shield' : 'warn'} small />
          {buyer.recognised ? t('buyer.recognised') : t('buyer.anonymous')}
          {buyer.external_id && <span className="meta end num">{buyer.external_id}</span>}
        </p>
        <Alike buyer={buyer} />
        <Tones profile={profile} />
        <dl className="sec figs">
          <div>
            <dt>{t('buyer.orders_total')}</dt>
            <dd>
              {figure(profile.orders_total, i18n.language)}
              <small>{t('buyer.unit')}</small>
            </dd>
          </div>
          <div>
            <dt>{t('buyer.spent')}</dt>
            <dd>{money(profile.spent, i18n.language)}</dd>
          </div>
          <div>
            <dt>{t('buyer.average')}</dt>
            <dd>{money(profile.average, i18n.language)}</dd>
          </div>
        </dl>
        <section className="sec">
          <h3>
            {t('buyer.orders')}
            {orders.length > 0 && <span className="meta">{t('buyer.latest', { n: orders.length })}</span>}
          </h3>
          {orders.length === 0 && (
            <p className="meta">
              {t('buyer.no_orders')}
              {!buyer.recognised && ` · ${t('buyer.no_orders_about')}`}
            </p>
          )}
          {orders.map((order, at) => (
            <OrderCard key={order.number} order={order} open={at === 0} />
          ))}
        </section>
        <LastTimes profile={profile} onOpen={onOpen} />
        <Matters
          matters={profile.matters.filter((matter) => matter.conversation !== current)}
          total={profile.matters_total - (current ? 1 : 0)}
          onOpen={onOpen}
        />
        <Tags buyer={buyer.id} tags={profile.tags} />
        <OwnAgent profile={profile} />
        <Notes buyer={buyer.id} notes={profile.notes} />
        <Handles handles={profile.handles} />
        <Merged buyer={buyer} merges={profile.merges} />
      </div>
    </>
  );
}
