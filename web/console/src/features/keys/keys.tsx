import { type ApiKey, api, data, type Permission } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { ManyField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { SecretDialog } from '../../app/secret-dialog';

/** What a key may be given; the rest is for people. */
const GRANTABLE: Permission[] = [
  'speak_for_buyers',
  'read_conversations',
  'import',
  'keep_knowledge',
  'manage_webhooks',
  'run_flows',
  'manage_flows',
  'keep_metrics',
  'see_figures',
  'draw_boundaries',
];

export function ApiKeys() {
  const { t } = useTranslation();
  const { shop, control } = useChosenShop();
  const id = shop?.id ?? '';
  const list = useQuery({
    queryKey: keys.of('keys', id),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/keys', { params: { path: { shop: id } } })),
    enabled: Boolean(shop),
  });
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const [token, setToken] = useState<string>();
  return (
    <>
      <Panel
        title={t('settings.keys')}
        icon="shield"
        list={list}
        empty={t('apiKeys.empty')}
        actions={
          <>
            {control}
            <Button look="primary" disabled={!shop} onClick={() => setAdding(true)}>
              {t('apiKeys.add')}
            </Button>
          </>
        }
      >
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('settings.name')}</th>
                <th>{t('apiKeys.hint')}</th>
                <th>{t('apiKeys.permissions')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((key) => (
                <tr key={key.id}>
                  <td>{key.name}</td>
                  <td>
                    <code>…{key.hint}</code>
                  </td>
                  <td>
                    <span className="line">
                      {key.permissions.map((one) => (
                        <span key={one} className="tag">
                          {t(`permission.${one}`)}
                        </span>
                      ))}
                    </span>
                  </td>
                  <td className="acts">
                    <Button look="danger" onClick={() => setRevoking(key)}>
                      {t('apiKeys.revoke')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {adding && <KeyForm shop={id} onClose={() => setAdding(false)} onMade={setToken} />}
      {token && (
        <SecretDialog
          title={t('apiKeys.add')}
          label={t('apiKeys.token')}
          secret={token}
          onClose={() => setToken(undefined)}
        />
      )}
      {revoking && (
        <FormDialog
          danger
          action={t('apiKeys.revoke')}
          title={revoking.name}
          save={() => data(api.DELETE('/api/v1/keys/{id}', { params: { path: { id: revoking.id } } }))}
          changes={[keys.of('keys', id)]}
          fields={[]}
          onClose={() => setRevoking(undefined)}
        >
          {() => <p>{t('apiKeys.revoke_about')}</p>}
        </FormDialog>
      )}
    </>
  );
}

function KeyForm({
  shop,
  onClose,
  onMade,
}: {
  shop: string;
  onClose: () => void;
  onMade: (token: string) => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<string[]>(['speak_for_buyers']);
  const save = () =>
    data(
      api.POST('/api/v1/shops/{shop}/keys', {
        params: { path: { shop } },
        body: { name, permissions: permissions as Permission[] },
      }),
    );
  const made = (key: { token: string }) => {
    onClose();
    onMade(key.token);
  };
  return (
    <FormDialog
      title={t('apiKeys.add')}
      save={save}
      changes={[keys.of('keys', shop)]}
      fields={['name', 'permissions']}
      onClose={onClose}
      onSaved={made}
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
          <ManyField
            label={t('apiKeys.permissions')}
            error={error('permissions')}
            options={GRANTABLE.map((one) => ({ value: one, label: t(`permission.${one}`) }))}
            value={permissions}
            onChange={setPermissions}
          />
        </>
      )}
    </FormDialog>
  );
}
