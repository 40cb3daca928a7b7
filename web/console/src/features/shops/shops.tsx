import { api, data, type Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { SelectField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { shopsQuery } from '../../app/queries';
import { ConnectionDialog, type Role } from './connection';
import { SettingsDialog } from './settings';

export function Shops() {
  const { t } = useTranslation();
  const shops = useQuery(shopsQuery);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Shop>();
  const [connecting, setConnecting] = useState<{ shop: Shop; role: Role }>();
  return (
    <>
      <Panel
        title={t('settings.shops')}
        icon="bag"
        list={shops}
        empty={t('shops.empty')}
        actions={
          <Button look="primary" onClick={() => setAdding(true)}>
            {t('shops.add')}
          </Button>
        }
      >
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('settings.name')}</th>
                <th>{t('settings.key')}</th>
                <th>{t('settings.language')}</th>
                <th>{t('shops.currency')}</th>
                <th>{t('shops.time_zone')}</th>
                <th>{t('shops.colleagues')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((shop) => (
                <tr key={shop.id}>
                  <td>{shop.name}</td>
                  <td>
                    <code>{shop.key}</code>
                  </td>
                  <td>{t(`settings.${shop.language}`)}</td>
                  <td>{shop.currency}</td>
                  <td>{shop.time_zone}</td>
                  <td>{shop.colleagues.length}</td>
                  <td className="acts">
                    <Button onClick={() => setConnecting({ shop, role: 'system' })}>
                      {t('connection.system')}
                    </Button>
                    <Button onClick={() => setConnecting({ shop, role: 'carrier' })}>
                      {t('connection.carrier')}
                    </Button>
                    <Button onClick={() => setEditing(shop)}>{t('common.edit')}</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {adding && <NewShop onClose={() => setAdding(false)} />}
      {connecting && <ConnectionDialog {...connecting} onClose={() => setConnecting(undefined)} />}
      {editing && <SettingsDialog shop={editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

const FIELDS = ['key', 'name', 'currency', 'time_zone'];

function NewShop({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [shop, setShop] = useState({
    key: '',
    name: '',
    language: 'zh' as Shop['language'],
    currency: 'CNY',
    time_zone: 'Asia/Shanghai',
  });
  const change = (by: Partial<typeof shop>) => setShop((now) => ({ ...now, ...by }));
  return (
    <FormDialog
      title={t('shops.add')}
      save={() => data(api.POST('/api/v1/shops', { body: shop }))}
      changes={[keys.shops]}
      fields={FIELDS}
      onClose={onClose}
    >
      {(error) => (
        <>
          <TextField
            label={t('settings.name')}
            required
            value={shop.name}
            error={error('name')}
            onChange={(event) => change({ name: event.target.value })}
          />
          <TextField
            label={t('settings.key')}
            hint={t('settings.key_about')}
            required
            value={shop.key}
            error={error('key')}
            onChange={(event) => change({ key: event.target.value })}
          />
          <SelectField
            label={t('settings.language')}
            value={shop.language}
            options={[
              { value: 'zh', label: t('settings.zh') },
              { value: 'en', label: t('settings.en') },
            ]}
            onChange={(event) => change({ language: event.target.value as Shop['language'] })}
          />
          <div className="two">
            <TextField
              label={t('shops.currency')}
              required
              value={shop.currency}
              error={error('currency')}
              onChange={(event) => change({ currency: event.target.value.toUpperCase() })}
            />
            <TextField
              label={t('shops.time_zone')}
              required
              value={shop.time_zone}
              error={error('time_zone')}
              onChange={(event) => change({ time_zone: event.target.value })}
            />
          </div>
        </>
      )}
    </FormDialog>
  );
}
