import { api, type CallIn, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { useNow } from '../../app/now';
import { moment } from '../../i18n/format';

interface Props {
  shop: string;
  view: CallIn | undefined;
  control: ReactNode;
}

/** Whether there is a crisis, and who is given everything in one. */
export function Crisis({ shop, view, control }: Props) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const client = useQueryClient();
  const [declaring, setDeclaring] = useState(false);
  const path = { params: { path: { shop } } };
  const end = useMutation({
    mutationFn: () => data(api.DELETE('/api/v1/shops/{shop}/emergency', path)),
    onError: (error) => notify(words(error, t), { bad: true }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.callInOf(shop) }),
  });
  const emergency = view?.emergency;
  const about = emergency && {
    name: emergency.by_name ?? '',
    time: moment(emergency.began_at, i18n.language, now),
    n: emergency.waiting,
  };
  return (
    <section className="panel" aria-label={t('call_in.emergency')}>
      <header>
        <h2>{t('call_in.emergency')}</h2>
        {emergency && <span className="tag red">{t('call_in.emergency_on')}</span>}
        <span className="end line">
          {control}
          {emergency ? (
            <Button disabled={end.isPending} onClick={() => end.mutate()}>
              {t('call_in.end')}
            </Button>
          ) : (
            <Button look="danger" disabled={!view} onClick={() => setDeclaring(true)}>
              {t('call_in.declare')}
            </Button>
          )}
        </span>
      </header>
      <p className="meta">
        {about
          ? t(emergency.by_name ? 'call_in.emergency_by' : 'call_in.emergency_by_queue', about)
          : t('call_in.emergency_off')}
      </p>
      <p className="line">
        <span className="meta">{t('call_in.group')}</span>
        {view?.emergency_group.map((one) => (
          <span key={one.id} className={one.presence === 'online' ? 'tag green' : 'tag'}>
            {one.name} · {t(`presence.${one.presence}`)}
          </span>
        ))}
        {view?.emergency_group.length === 0 && <span>{t('call_in.group_none')}</span>}
      </p>
      {declaring && (
        <FormDialog
          danger
          action={t('call_in.declare')}
          title={t('call_in.declare')}
          save={() => data(api.POST('/api/v1/shops/{shop}/emergency', path))}
          changes={[keys.callInOf(shop)]}
          fields={[]}
          onClose={() => setDeclaring(false)}
        >
          {() => <p>{t('call_in.declare_about')}</p>}
        </FormDialog>
      )}
    </section>
  );
}
