import { api, data, type Sms } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { keys } from '../../app/keys';
import { useNow } from '../../app/now';
import { Panel } from '../../app/panel';
import { useMe } from '../../app/queries';
import { byHand, useByHand } from '../../app/texts';
import { moment } from '../../i18n/format';
import { SmsForm } from './form';

const COLOURS: Partial<Record<Sms['state'], string>> = { sent: 'green', failed: 'red', held: 'amber' };

/** The texts of a shop: what went out, what failed and why, and what a person has to send. */
export function SmsOutbox() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const now = useNow();
  const { shop, control } = useChosenShop();
  const id = shop?.id ?? '';
  const list = useQuery({
    queryKey: keys.of('sms', id, 'all'),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/sms', { params: { path: { shop: id } } })),
    enabled: Boolean(shop),
  });
  const { reveal, sent, retry, shown } = useByHand(id);
  const [setting, setSetting] = useState(false);
  return (
    <>
      <Panel
        title={t('sms.outbox')}
        icon="chat"
        list={list}
        empty={t('sms.empty')}
        actions={
          <>
            {control}
            {me.role === 'admin' && (
              <Button disabled={!shop} onClick={() => setSetting(true)}>
                {t('sms.set_up')}
              </Button>
            )}
          </>
        }
      >
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('sms.at')}</th>
                <th>{t('sms.phone')}</th>
                <th>{t('sms.text')}</th>
                <th>{t('sms.state_title')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((sms) => (
                <tr key={sms.id}>
                  <td className="num">{moment(sms.created_at, i18n.language, now)}</td>
                  <td className="num">{shown[sms.id] ?? sms.phone}</td>
                  <td>{sms.text}</td>
                  <td>
                    <span className={`tag ${COLOURS[sms.state] ?? ''}`}>{t(`sms.state.${sms.state}`)}</span>
                    {sms.reason && (
                      <p className="meta">
                        {t(`sms.why.${sms.reason}`, { defaultValue: t('sms.refused', { code: sms.reason }) })}
                      </p>
                    )}
                    {sms.not_before && sms.state !== 'sent' && (
                      <p className="meta">
                        {t('sms.not_before', { date: moment(sms.not_before, i18n.language, now) })}
                      </p>
                    )}
                  </td>
                  <td className="acts">
                    {(byHand(sms) || sms.state === 'failed') && (
                      <span className="line">
                        {!shown[sms.id] && (
                          <Button onClick={() => reveal.mutate(sms.id)}>{t('sms.reveal')}</Button>
                        )}
                        <Button onClick={() => retry.mutate(sms.id)}>{t('sms.retry')}</Button>
                        <Button look="primary" onClick={() => sent.mutate(sms.id)}>
                          {t('sms.mark_sent')}
                        </Button>
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {setting && <SmsForm shop={id} onClose={() => setSetting(false)} />}
    </>
  );
}
