import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { listQuery, useMe } from '../../app/queries';
import { waitOf } from '../../app/wait';
import { span } from '../../i18n/duration';

/** How many wait, and how long the one who has waited longest. */
export function WallQueue() {
  const { t } = useTranslation();
  const me = useMe();
  const now = useNow();
  const { data: list } = useQuery(listQuery({ view: 'waiting', sort: 'wait' }, me.id));
  const waits = list?.conversations.flatMap((one) => waitOf(one, now) ?? []) ?? [];
  const longest = waits.reduce<(typeof waits)[number] | undefined>(
    (most, one) => (most && most.waited >= one.waited ? most : one),
    undefined,
  );
  const colour = longest && longest.colour !== 'calm' ? longest.colour : '';
  return (
    <dl className="waits">
      <div>
        <dt>{t('metrics.wall.waiting')}</dt>
        <dd className="num">{list?.counts.waiting ?? '–'}</dd>
      </div>
      <div className={colour}>
        <dt>
          {t('metrics.wall.longest')}
          {colour === 'red' && ` · ${t('metrics.wall.overdue')}`}
        </dt>
        <dd className="num">{longest ? span(longest.waited) : list ? t('metrics.wall.nobody') : '–'}</dd>
      </div>
    </dl>
  );
}
