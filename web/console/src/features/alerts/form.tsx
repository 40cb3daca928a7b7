import { type AlertTarget, type AlertTargetInput, api, data } from '@miaohui/client';
import { CheckField, ManyField, SelectField, TextField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';

const KINDS = ['wecom', 'dingtalk', 'feishu'] as const;
const EVENTS = [
  'approval',
  'urgent',
  'late',
  'orphan',
  'surge',
  'promise',
  'flow',
  'system',
  'standby',
] as const;
const HOURS = ['always', 'quiet'] as const;
/** How the address of each house begins. */
const BEGINS: Record<AlertTarget['kind'], string> = {
  wecom: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=',
  dingtalk: 'https://oapi.dingtalk.com/robot/send?access_token=',
  feishu: 'https://open.feishu.cn/open-apis/bot/v2/hook/',
};

interface Props {
  shop: string;
  /** The one to be changed; a new one when there is none. */
  target: AlertTarget | undefined;
  onClose: () => void;
}

export function TargetForm({ shop, target, onClose }: Props) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<AlertTarget['kind']>(target?.kind ?? 'wecom');
  const [name, setName] = useState(target?.name ?? '');
  const [address, setAddress] = useState('');
  const [secret, setSecret] = useState('');
  const [unsigned, setUnsigned] = useState(false);
  const [events, setEvents] = useState<string[]>(target?.events ?? [...EVENTS]);
  const [hours, setHours] = useState<AlertTarget['hours']>(target?.hours ?? 'always');
  const [enabled, setEnabled] = useState(target?.enabled ?? true);
  const same = target?.kind === kind ? target : undefined;
  const signs = kind !== 'wecom';
  const body: AlertTargetInput = {
    kind,
    name,
    address: address || null,
    secret: unsigned ? '' : (signs && secret) || null,
    events: events as AlertTarget['events'],
    hours,
    enabled,
  };
  const save = () =>
    target
      ? data(
          api.PUT('/api/v1/shops/{shop}/alert-targets/{id}', {
            params: { path: { shop, id: target.id } },
            body,
          }),
        )
      : data(api.POST('/api/v1/shops/{shop}/alert-targets', { params: { path: { shop } }, body }));
  return (
    <FormDialog
      title={target ? t('alerts.edit', { name: target.name }) : t('alerts.add')}
      save={save}
      changes={[keys.of('alert-targets', shop)]}
      fields={['name', 'address', 'secret', 'events']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <SelectField
            label={t('alerts.kind_title')}
            value={kind}
            options={KINDS.map((value) => ({ value, label: t(`alerts.kind.${value}`) }))}
            onChange={(event) => setKind(event.target.value as AlertTarget['kind'])}
          />
          <TextField
            label={t('alerts.name')}
            required
            maxLength={60}
            value={name}
            error={error('name')}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label={t('alerts.address')}
            type="url"
            required={!same}
            autoComplete="off"
            placeholder={BEGINS[kind]}
            hint={same && t('alerts.address_kept', { hint: same.address_hint })}
            value={address}
            error={error('address')}
            onChange={(event) => setAddress(event.target.value)}
          />
          {signs && (
            <TextField
              label={t('alerts.secret')}
              type="password"
              autoComplete="off"
              disabled={unsigned}
              hint={t(same?.has_secret ? 'alerts.secret_kept' : 'alerts.secret_about')}
              value={secret}
              error={error('secret')}
              onChange={(event) => setSecret(event.target.value)}
            />
          )}
          {signs && same?.has_secret && (
            <CheckField
              label={t('alerts.secret_gone')}
              checked={unsigned}
              onChange={(event) => setUnsigned(event.target.checked)}
            />
          )}
          <ManyField
            label={t('alerts.events')}
            error={error('events')}
            options={EVENTS.map((value) => ({ value, label: t(`alerts.event.${value}`) }))}
            value={events}
            onChange={setEvents}
          />
          <SelectField
            label={t('alerts.hours_title')}
            value={hours}
            options={HOURS.map((value) => ({ value, label: t(`alerts.hours.${value}`) }))}
            onChange={(event) => setHours(event.target.value as AlertTarget['hours'])}
          />
          <CheckField
            label={t('alerts.enabled')}
            checked={enabled}
            onChange={(event) => setEnabled(event.target.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}
