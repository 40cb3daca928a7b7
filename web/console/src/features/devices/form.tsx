import { api, type Device, data } from '@miaohui/client';
import { ManyField, TextField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { useMe } from '../../app/queries';
import { remember, subscribe, thisDevice, usualName } from './browser';

const EVENTS = ['urgent', 'late', 'orphan', 'offer', 'approval', 'promise', 'standby'] as const;

interface Props {
  /** The one to be changed; without one, notices are turned on in this browser. */
  device: Device | undefined;
  publicKey: string;
  onClose: () => void;
}

/** Turns notices on in this browser, or changes what a device is told. */
export function DeviceForm({ device, publicKey, onClose }: Props) {
  const { t } = useTranslation();
  const { role } = useMe();
  const leads = role === 'lead' || role === 'admin';
  const choice = EVENTS.filter((event) => leads || event !== 'approval');
  const [name, setName] = useState(device?.name ?? (usualName(navigator.userAgent) || t('devices.this')));
  const [events, setEvents] = useState<string[]>(device?.events ?? [...choice]);
  const wanted = { name, events: events as Device['events'] };
  const turnOn = async () => {
    const given = await subscribe(publicKey);
    if (typeof given === 'string') throw new Error(t(`devices.obstacle.${given}`));
    const added = await data(api.POST('/api/v1/devices', { body: { ...wanted, ...given } }));
    await remember(added, publicKey);
    return added;
  };
  const change = async (id: string) => {
    const changed = await data(api.PUT('/api/v1/devices/{id}', { params: { path: { id } }, body: wanted }));
    if ((await thisDevice()) === id) await remember(changed, publicKey);
    return changed;
  };
  return (
    <FormDialog
      title={device ? t('devices.edit', { name: device.name }) : t('devices.turn_on')}
      action={device ? undefined : t('devices.allow')}
      save={() => (device ? change(device.id) : turnOn())}
      changes={[keys.of('devices')]}
      fields={['name', 'events']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <TextField
            label={t('devices.name')}
            required
            maxLength={60}
            value={name}
            error={error('name')}
            onChange={(event) => setName(event.target.value)}
          />
          <ManyField
            label={t('devices.events')}
            error={error('events')}
            options={choice.map((value) => ({ value, label: t(`devices.event.${value}`) }))}
            value={events}
            onChange={setEvents}
          />
          {!device && <p className="meta">{t('devices.ask_about')}</p>}
        </>
      )}
    </FormDialog>
  );
}
