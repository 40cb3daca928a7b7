import { api, type Connection, type ConnectionKind, data, type Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { SelectField, TextField } from '@miaohui/ui/field';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { LoadedDialog } from '../../app/loaded-dialog';
import { notify } from '../../app/notices';
import { ConnectionState } from './connection-state';

/** Its system, or whoever knows where its parcels are. */
export type Role = 'system' | 'carrier';

type Props = { shop: Shop; role: Role; onClose: () => void };

const KINDS: Record<Role, ConnectionKind[]> = {
  system: ['embedded', 'generic', 'shopify', 'woocommerce'],
  carrier: ['embedded', 'kuaidi100'],
};

type Secret = 'secret' | 'token' | 'webhook_secret' | 'consumer_key' | 'consumer_secret' | 'key';

const SECRETS: Record<ConnectionKind, Secret[]> = {
  embedded: [],
  generic: ['secret'],
  shopify: ['token', 'webhook_secret'],
  woocommerce: ['consumer_key', 'consumer_secret', 'webhook_secret'],
  kuaidi100: ['key'],
};

const PLACES: Record<ConnectionKind, string> = {
  embedded: '',
  generic: 'https://erp.example/miaohui',
  shopify: 'https://name.myshopify.com',
  woocommerce: 'https://shop.example',
  kuaidi100: 'https://poll.kuaidi100.com',
};

/** What a shop is connected to: how it goes, and how it is set. */
export function ConnectionDialog({ shop, role, onClose }: Props) {
  const params = { path: { shop: shop.id } };
  const { t } = useTranslation();
  const asked = useQuery({
    queryKey: keys.of(role, shop.id),
    queryFn: () =>
      role === 'system'
        ? data(api.GET('/api/v1/shops/{shop}/system', { params }))
        : data(api.GET('/api/v1/shops/{shop}/carrier', { params })),
    gcTime: 0,
    refetchInterval: 5000,
  });
  const title = role === 'system' ? t('connection.title_system', shop) : t('connection.title_carrier', shop);
  return (
    <LoadedDialog wide title={title} asked={asked} onClose={onClose}>
      {(connection) => <Form title={title} shop={shop} role={role} stored={connection} onClose={onClose} />}
    </LoadedDialog>
  );
}

function Form({ title, shop, role, stored, onClose }: Props & { title: string; stored: Connection }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [kind, setKind] = useState(stored.kind);
  const [url, setUrl] = useState(stored.url);
  const [account, setAccount] = useState(stored.account);
  const [secrets, setSecrets] = useState<Partial<Record<Secret, string>>>({});
  const params = { path: { shop: shop.id } };
  const key = keys.of(role, shop.id);
  const given = Object.entries(secrets).filter(
    ([name, text]) => text && SECRETS[kind].includes(name as Secret),
  );
  const body = { kind, url, account, secrets: Object.fromEntries(given) };
  const isSet = (name: string) =>
    kind === stored.kind && stored.secrets.some((one) => one.name === name && one.set);
  const trying = useMutation({
    mutationFn: () =>
      role === 'system'
        ? data(api.POST('/api/v1/shops/{shop}/system/test', { params }))
        : data(api.POST('/api/v1/shops/{shop}/carrier/test', { params })),
    onSuccess: ({ ok, trouble, duration_ms: ms }) => {
      void client.invalidateQueries({ queryKey: key });
      notify(ok ? t('connection.tried', { ms }) : t(`connection.trouble.${trouble as 'denied'}`), {
        bad: !ok,
      });
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  return (
    <FormDialog
      wide
      title={title}
      save={() =>
        role === 'system'
          ? data(api.PUT('/api/v1/shops/{shop}/system', { params, body }))
          : data(api.PUT('/api/v1/shops/{shop}/carrier', { params, body }))
      }
      changes={[key]}
      fields={['kind', 'url', 'account', ...SECRETS[kind]]}
      onClose={onClose}
    >
      {(error) => (
        <>
          <SelectField
            label={t('connection.kind')}
            value={kind}
            options={KINDS[role].map((one) => ({ value: one, label: t(`connection.kinds.${one}`) }))}
            onChange={(event) => {
              const chosen = event.target.value as ConnectionKind;
              setKind(chosen);
              setUrl(chosen === stored.kind ? stored.url : chosen === 'kuaidi100' ? PLACES.kuaidi100 : '');
            }}
          />
          {kind !== 'embedded' && (
            <>
              <TextField
                label={t('connection.url')}
                type="url"
                required
                placeholder={PLACES[kind]}
                value={url}
                error={error('url')}
                onChange={(event) => setUrl(event.target.value)}
              />
              {kind === 'kuaidi100' && (
                <TextField
                  label={t('connection.account')}
                  required
                  value={account}
                  error={error('account')}
                  onChange={(event) => setAccount(event.target.value)}
                />
              )}
              {SECRETS[kind].map((name) => (
                <TextField
                  key={name}
                  label={t(`connection.secrets.${name}`)}
                  type="password"
                  autoComplete="off"
                  required={!isSet(name)}
                  placeholder={isSet(name) ? t('connection.kept') : undefined}
                  value={secrets[name] ?? ''}
                  error={error(name)}
                  onChange={(event) => setSecrets((now) => ({ ...now, [name]: event.target.value }))}
                />
              ))}
            </>
          )}
          {stored.kind !== 'embedded' && stored.kind === kind && (
            <>
              <ConnectionState connection={stored} />
              <p>
                <Button disabled={trying.isPending} onClick={() => trying.mutate()}>
                  {t('connection.try')}
                </Button>
              </p>
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}
