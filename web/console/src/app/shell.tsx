import type { Me } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { Empty } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/connection';
import { useFollow } from '../live/follow';
import { SignIn } from '../routes/sign-in';
import { words } from './errors';
import { meQuery, Signed } from './queries';
import { Rail } from './rail';
import { listenToKeys } from './shortcuts';

/** The sign-in page, or the house. */
export function Shell() {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  if (me.isPending)
    return (
      <p className="splash meta" role="status">
        {t('common.loading')}
      </p>
    );
  if (me.isError && me.data === undefined) {
    return (
      <Empty icon="cloud" title={t('common.failed')}>
        <p>{words(me.error, t)}</p>
        <Button onClick={() => void me.refetch()}>{t('common.retry')}</Button>
      </Empty>
    );
  }
  if (!me.data || me.data.must_change_password) return <SignIn me={me.data ?? undefined} />;
  return (
    <Signed value={me.data}>
      <House me={me.data} />
    </Signed>
  );
}

function House({ me }: { me: Me }) {
  const { t } = useTranslation();
  const live = useLive();
  useFollow(me);
  useEffect(listenToKeys, []);
  return (
    <div className="house">
      <Rail />
      {live === 'offline' && (
        <p className="offline" role="status">
          <Icon name="cloud" small />
          {t('live.offline')}
        </p>
      )}
      <Outlet />
    </div>
  );
}
