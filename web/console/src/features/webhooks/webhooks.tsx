import { api, data, type Webhook } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { words } from '../../app/errors';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { Panel } from '../../app/panel';
import { SecretDialog } from '../../app/secret-dialog';
import { Deliveries } from './deliveries';
import { WebhookForm } from './form';

export function Webhooks() {
  const { t } = useTranslation();
  const { shop, control } = useChosenShop();
  const id = shop?.id ?? '';
  const list = useQuery({
    queryKey: keys.of('webhooks', id),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/webhooks', { params: { path: { shop: id } } })),
    enabled: Boolean(shop),
  });
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const [removing, setRemoving] = useState<Webhook>();
  const [looking, setLooking] = useState<Webhook>();
  return (
    <>
      <Panel
        title={t('settings.webhooks')}
        icon="globe"
        list={list}
        empty={t('webhooks.empty')}
        actions={
          <>
            {control}
            <Button look="primary" disabled={!shop} onClick={() => setAdding(true)}>
              {t('webhooks.add')}
            </Button>
          </>
        }
      >
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('webhooks.url')}</th>
                <th>{t('webhooks.events')}</th>
                <th>{t('webhooks.state')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((webhook) => (
                <Line
                  key={webhook.id}
                  webhook={webhook}
                  onLook={() => setLooking(webhook)}
                  onRemove={() => setRemoving(webhook)}
                />
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {looking && <Deliveries webhook={looking} onClose={() => setLooking(undefined)} />}
      {adding && <WebhookForm shop={id} onClose={() => setAdding(false)} onAdded={setSecret} />}
      {secret && (
        <SecretDialog
          title={t('webhooks.add')}
          label={t('webhooks.secret')}
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
      {removing && (
        <FormDialog
          danger
          action={t('webhooks.remove')}
          title={removing.url}
          save={() => data(api.DELETE('/api/v1/webhooks/{id}', { params: { path: { id: removing.id } } }))}
          changes={[keys.of('webhooks', id)]}
          fields={[]}
          onClose={() => setRemoving(undefined)}
        >
          {() => <p>{t('webhooks.remove_about')}</p>}
        </FormDialog>
      )}
    </>
  );
}

function Line({ webhook, onLook, onRemove }: { webhook: Webhook; onLook: () => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const params = { path: { id: webhook.id } };
  const onError = (error: Error) => notify(words(error, t), { bad: true });
  const turn = useMutation({
    mutationFn: () =>
      data(api.PATCH('/api/v1/webhooks/{id}', { params, body: { enabled: !webhook.enabled } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.of('webhooks', webhook.shop) }),
    onError,
  });
  const test = useMutation({
    mutationFn: () => data(api.POST('/api/v1/webhooks/{id}/test', { params })),
    onSuccess: () => notify(t('webhooks.tested'), { bad: false }),
    onError,
  });
  return (
    <tr className={webhook.enabled ? undefined : 'off'}>
      <td>
        <code>{webhook.url}</code>
      </td>
      <td>
        <span className="line">
          {webhook.events.map((event) => (
            <span key={event} className="tag">
              {t(`event.${event}`)}
            </span>
          ))}
        </span>
      </td>
      <td>
        <span className={webhook.enabled ? 'tag green' : 'tag'}>
          {webhook.enabled ? t('webhooks.on') : t('webhooks.off')}
        </span>
        {webhook.disabled_reason && <p className="meta amber">{t('webhooks.switched_off')}</p>}
      </td>
      <td className="acts">
        <span className="line">
          <Button onClick={onLook}>{t('webhooks.deliveries')}</Button>
          <Button disabled={test.isPending} onClick={() => test.mutate()}>
            {t('webhooks.test')}
          </Button>
          <Button disabled={turn.isPending} onClick={() => turn.mutate()}>
            {webhook.enabled ? t('webhooks.turn_off') : t('webhooks.turn_on')}
          </Button>
          <Button look="danger" onClick={onRemove}>
            {t('webhooks.remove')}
          </Button>
        </span>
      </td>
    </tr>
  );
}
