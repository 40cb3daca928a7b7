import { type Alert, api, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { useNow } from '../../app/now';
import { Panel } from '../../app/panel';
import { moment } from '../../i18n/format';
import { alertsQuery, targetsQuery } from './queries';

const COLOURS: Record<Alert['state'], string> = {
  pending: 'tag amber',
  sent: 'tag green',
  failed: 'tag red',
  dropped: 'tag',
};

/** What was sent, what failed and why, and what was dropped. */
export function SentAlerts({ shop }: { shop: string }) {
  const { t } = useTranslation();
  const list = useQuery(alertsQuery(shop));
  const { data: targets = [] } = useQuery(targetsQuery(shop));
  const name = (id: string) => targets.find((one) => one.id === id)?.name ?? '…';
  return (
    <Panel
      title={t('alerts.sent_list')}
      icon="clock"
      list={list}
      empty={t('alerts.none')}
      about={t('alerts.none_about')}
    >
      {(rows) => (
        <ul className="alert-rows">
          {rows.map((alert) => (
            <li key={alert.id}>
              <Row shop={shop} alert={alert} target={name(alert.target)} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ shop, alert, target }: { shop: string; alert: Alert; target: string }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () =>
      data(api.POST('/api/v1/shops/{shop}/alerts/{id}/retry', { params: { path: { shop, id: alert.id } } })),
    onError: (error) => notify(words(error, t), { bad: true }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.of('alerts', shop) }),
  });
  const waits = alert.state === 'pending' && Date.parse(alert.not_before) > now;
  return (
    <>
      <p className="line">
        <span className={COLOURS[alert.state]}>{t(`alerts.state.${alert.state}`)}</span>
        <strong>{alert.title}</strong>
        <span className="meta end num">{moment(alert.created_at, i18n.language, now)}</span>
      </p>
      <p>{alert.text}</p>
      <p className="meta">
        {[
          `${t('alerts.to')} ${target}`,
          alert.reason && t(`alerts.why.${alert.reason}`, { defaultValue: alert.reason }),
          alert.attempts > 1 && t('alerts.attempts', { n: alert.attempts }),
          waits && t('alerts.not_before', { time: moment(alert.not_before, i18n.language, now) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {alert.state === 'failed' && (
        <p>
          <Button disabled={again.isPending} onClick={() => again.mutate()}>
            {t('alerts.resend')}
          </Button>
        </p>
      )}
    </>
  );
}
