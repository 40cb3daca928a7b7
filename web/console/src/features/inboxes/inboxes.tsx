import { api, data, type Inbox, type Medium } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { AreaField, CheckField, SelectField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { inboxesQuery, shopsQuery } from '../../app/queries';
import { ConnectDialog } from './connect';

export function Inboxes() {
  const { t } = useTranslation();
  const inboxes = useQuery(inboxesQuery);
  const { data: shops = [] } = useQuery(shopsQuery);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Inbox>();
  const [connecting, setConnecting] = useState<Inbox>();
  const shopName = (id: string) => shops.find((shop) => shop.id === id)?.name;
  return (
    <>
      <Panel
        title={t('settings.inboxes')}
        icon="chat"
        list={inboxes}
        empty={t('inboxes.empty')}
        actions={
          <Button look="primary" disabled={shops.length === 0} onClick={() => setAdding(true)}>
            {t('inboxes.add')}
          </Button>
        }
      >
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('settings.name')}</th>
                <th>{t('settings.key')}</th>
                <th>{t('settings.shop')}</th>
                <th>{t('inboxes.channel')}</th>
                <th>{t('inboxes.state')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((inbox) => (
                <tr key={inbox.id} className={inbox.enabled ? undefined : 'off'}>
                  <td>{inbox.name}</td>
                  <td>
                    <code>{inbox.key}</code>
                  </td>
                  <td>{shopName(inbox.shop)}</td>
                  <td>{t(`inboxes.${inbox.channel}`)}</td>
                  <td>
                    <span className={inbox.enabled ? 'tag green' : 'tag'}>
                      {inbox.enabled ? t('inboxes.enabled') : t('inboxes.disabled')}
                    </span>
                  </td>
                  <td className="acts">
                    <span className="line">
                      <Button onClick={() => setConnecting(inbox)}>{t('inboxes.details')}</Button>
                      <Button onClick={() => setEditing(inbox)}>{t('common.edit')}</Button>
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {adding && <NewInbox onClose={() => setAdding(false)} />}
      {editing && <EditInbox inbox={editing} onClose={() => setEditing(undefined)} />}
      {connecting && <ConnectDialog inbox={connecting} onClose={() => setConnecting(undefined)} />}
    </>
  );
}

const MEDIA = ['chat', 'messenger', 'social', 'email'] as const satisfies Medium[];

/** What buyers expect of a way in: service times are set by it. */
function MediumField({ value, onChange }: { value: Medium; onChange: (value: Medium) => void }) {
  const { t } = useTranslation();
  return (
    <SelectField
      label={t('inboxes.medium')}
      hint={t('inboxes.medium_about')}
      value={value}
      options={MEDIA.map((one) => ({ value: one, label: t(`sla.medium.${one}`) }))}
      onChange={(event) => onChange(event.target.value as Medium)}
    />
  );
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function NewInbox({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data: shops = [] } = useQuery(shopsQuery);
  const [inbox, setInbox] = useState({
    key: '',
    name: '',
    channel: 'webchat' as Inbox['channel'],
    shop: shops[0]?.id ?? '',
  });
  const [origins, setOrigins] = useState('');
  const [medium, setMedium] = useState<Medium>('chat');
  const change = (by: Partial<typeof inbox>) => setInbox((now) => ({ ...now, ...by }));
  const body = { ...inbox, settings: { allowed_origins: lines(origins), units: 1, medium } };
  return (
    <FormDialog
      title={t('inboxes.add')}
      save={() => data(api.POST('/api/v1/inboxes', { body }))}
      changes={[inboxesQuery.queryKey]}
      fields={['key', 'name', 'settings.allowed_origins', 'allowed_origins']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <SelectField
            label={t('settings.shop')}
            value={inbox.shop}
            options={shops.map((shop) => ({ value: shop.id, label: shop.name }))}
            onChange={(event) => change({ shop: event.target.value })}
          />
          <TextField
            label={t('settings.name')}
            required
            value={inbox.name}
            error={error('name')}
            onChange={(event) => change({ name: event.target.value })}
          />
          <TextField
            label={t('settings.key')}
            hint={t('settings.key_about')}
            required
            value={inbox.key}
            error={error('key')}
            onChange={(event) => change({ key: event.target.value })}
          />
          <SelectField
            label={t('inboxes.channel')}
            value={inbox.channel}
            options={[
              { value: 'webchat', label: t('inboxes.webchat') },
              { value: 'api', label: t('inboxes.api') },
            ]}
            onChange={(event) => change({ channel: event.target.value as Inbox['channel'] })}
          />
          <MediumField value={medium} onChange={setMedium} />
          {inbox.channel === 'webchat' && (
            <AreaField
              label={t('inboxes.origins')}
              hint={t('inboxes.origins_about')}
              value={origins}
              error={error('allowed_origins') ?? error('settings.allowed_origins')}
              onChange={(event) => setOrigins(event.target.value)}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

function EditInbox({ inbox, onClose }: { inbox: Inbox; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(inbox.name);
  const [enabled, setEnabled] = useState(inbox.enabled);
  const [origins, setOrigins] = useState((inbox.settings.allowed_origins ?? []).join('\n'));
  const [units, setUnits] = useState(inbox.settings.units ?? 1);
  const [medium, setMedium] = useState<Medium>(inbox.settings.medium ?? 'chat');
  const save = () =>
    data(
      api.PUT('/api/v1/inboxes/{id}', {
        params: { path: { id: inbox.id } },
        body: { name, enabled, settings: { allowed_origins: lines(origins), units, medium } },
      }),
    );
  return (
    <FormDialog
      title={inbox.name}
      save={save}
      changes={[keys.of('inboxes')]}
      fields={['name', 'allowed_origins', 'settings.allowed_origins', 'units']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <TextField
            label={t('settings.name')}
            required
            value={name}
            error={error('name')}
            onChange={(event) => setName(event.target.value)}
          />
          {inbox.channel === 'webchat' && (
            <AreaField
              label={t('inboxes.origins')}
              hint={t('inboxes.origins_about')}
              value={origins}
              error={error('allowed_origins') ?? error('settings.allowed_origins')}
              onChange={(event) => setOrigins(event.target.value)}
            />
          )}
          <MediumField value={medium} onChange={setMedium} />
          <TextField
            label={t('routing.units')}
            hint={t('routing.units_about')}
            type="number"
            required
            min={1}
            max={10}
            value={units}
            error={error('units')}
            onChange={(event) => setUnits(event.target.valueAsNumber || 0)}
          />
          <CheckField
            label={t('inboxes.enabled')}
            checked={enabled}
            onChange={(event) => setEnabled(event.target.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}
