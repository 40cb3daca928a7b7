import { api, data, type SmsSettings, type SmsSetup } from '@miaohui/client';
import { AreaField, SelectField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { LoadedDialog } from '../../app/loaded-dialog';

type Full = Required<SmsSettings> & { aliyun: Required<NonNullable<SmsSettings['aliyun']>> };
type Hours = NonNullable<SmsSettings['hours']>;

interface Props {
  shop: string;
  onClose: () => void;
}

/** How a shop sends texts. */
export function SmsForm({ shop, onClose }: Props) {
  const { t } = useTranslation();
  const asked = useQuery({
    queryKey: keys.of('sms-settings', shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/sms-settings', { params: { path: { shop } } })),
    gcTime: 0,
  });
  return (
    <LoadedDialog wide title={t('sms.set_up')} asked={asked} onClose={onClose}>
      {(setup) => <Form shop={shop} setup={setup} onClose={onClose} />}
    </LoadedDialog>
  );
}

function Form({ shop, setup, onClose }: Props & { setup: SmsSetup }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(setup.settings as Full);
  const [secret, setSecret] = useState('');
  const [params, setParams] = useState(written(now.aliyun.params));
  const change = (by: Partial<Full>) => setNow((before) => ({ ...before, ...by }));
  const aliyun = (by: Partial<Full['aliyun']>) => change({ aliyun: { ...now.aliyun, ...by } });
  const [hours] = now.hours;
  const ownHours = (by: Partial<Hours[number]>) =>
    change({ hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '22:00', ...hours, ...by }] });
  const body = {
    settings: { ...now, aliyun: { ...now.aliyun, params: read(params) } },
    secret: secret || undefined,
  };
  const fields = [
    'aliyun.endpoint',
    'aliyun.access_key_id',
    'aliyun.sign_name',
    'aliyun.template_code',
    'gateway_url',
    'secret',
    'per_hour',
    'per_day',
  ];
  return (
    <FormDialog
      wide
      title={t('sms.set_up')}
      save={() => data(api.PUT('/api/v1/shops/{shop}/sms-settings', { params: { path: { shop } }, body }))}
      changes={[keys.of('sms-settings', shop)]}
      fields={fields}
      onClose={onClose}
    >
      {(error) => (
        <>
          <SelectField
            label={t('sms.provider_title')}
            value={now.provider}
            options={(['by_hand', 'aliyun', 'gateway'] as const).map((value) => ({
              value,
              label: t(`sms.provider.${value}`),
            }))}
            onChange={(event) => change({ provider: event.target.value as Full['provider'] })}
          />
          {now.provider === 'aliyun' && (
            <div className="two">
              {(['sign_name', 'template_code', 'access_key_id', 'endpoint'] as const).map((name) => (
                <TextField
                  key={name}
                  label={t(`sms.aliyun.${name}`)}
                  value={now.aliyun[name]}
                  error={error(`aliyun.${name}`)}
                  onChange={(event) => aliyun({ [name]: event.target.value })}
                />
              ))}
              <AreaField
                label={t('sms.aliyun.params')}
                hint={t('sms.aliyun.params_about')}
                value={params}
                onChange={(event) => setParams(event.target.value)}
              />
            </div>
          )}
          {now.provider === 'gateway' && (
            <TextField
              label={t('sms.gateway_url')}
              type="url"
              value={now.gateway_url}
              error={error('gateway_url')}
              onChange={(event) => change({ gateway_url: event.target.value })}
            />
          )}
          {now.provider !== 'by_hand' && (
            <>
              <TextField
                label={t('sms.secret')}
                hint={setup.has_secret ? t('sms.secret_kept') : undefined}
                type="password"
                autoComplete="off"
                value={secret}
                error={error('secret')}
                onChange={(event) => setSecret(event.target.value)}
              />
              <div className="two">
                {(['per_hour', 'per_day'] as const).map((name) => (
                  <TextField
                    key={name}
                    label={t(`sms.${name}`)}
                    type="number"
                    min={1}
                    value={now[name]}
                    error={error(name)}
                    onChange={(event) => change({ [name]: event.target.valueAsNumber || 0 })}
                  />
                ))}
                <TextField
                  label={t('sms.from')}
                  value={hours?.from ?? ''}
                  onChange={(event) => ownHours({ from: event.target.value })}
                />
                <TextField
                  label={t('sms.until')}
                  value={hours?.to ?? ''}
                  onChange={(event) => ownHours({ to: event.target.value })}
                />
              </div>
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}

/** One parameter a line: `name = text`. */
function written(params: Record<string, string>): string {
  return Object.entries(params)
    .map(([name, text]) => `${name} = ${text}`)
    .join('\n');
}

function read(text: string): Record<string, string> {
  const pairs = text.split('\n').map((line) => line.split('='));
  return Object.fromEntries(
    pairs
      .filter(([name]) => name?.trim())
      .map(([name = '', ...rest]) => [name.trim(), rest.join('=').trim()]),
  );
}
