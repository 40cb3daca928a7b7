import { api, type Device, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { useNow } from '../../app/now';
import { Panel } from '../../app/panel';
import { moment } from '../../i18n/format';
import { obstacle, unsubscribe } from './browser';
import { DeviceForm } from './form';
import { devicesQuery, thisDeviceQuery } from './queries';
import './devices.css';

/** On which devices a person is told what concerns them. */
export function Devices() {
  const { t } = useTranslation();
  const view = useQuery(devicesQuery);
  const { data: here } = useQuery(thisDeviceQuery);
  const [editing, setEditing] = useState<Device | 'new'>();
  const [removing, setRemoving] = useState<Device>();
  const devices = view.data?.devices;
  const isOn = devices?.some((device) => device.id === here);
  const hindered = obstacle();
  return (
    <>
      <Panel
        title={t('devices.title')}
        icon="bell"
        list={{ ...view, data: devices }}
        empty={t('devices.empty')}
        about={t('devices.about')}
        actions={
          !isOn && (
            <Button
              look="primary"
              disabled={!view.data || hindered !== undefined}
              onClick={() => setEditing('new')}
            >
              {t('devices.turn_on')}
            </Button>
          )
        }
        tools={hindered && <p className="meta amber">{t(`devices.obstacle.${hindered}`)}</p>}
      >
        {(rows) => (
          <ul className="device-rows">
            {rows.map((device) => (
              <li key={device.id}>
                <Row
                  device={device}
                  isHere={device.id === here}
                  onEdit={() => setEditing(device)}
                  onRemove={() => setRemoving(device)}
                />
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {editing && view.data && (
        <DeviceForm
          device={editing === 'new' ? undefined : editing}
          publicKey={view.data.public_key}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && (
        <FormDialog
          danger
          action={t('devices.remove')}
          title={removing.name}
          save={async () => {
            await data(api.DELETE('/api/v1/devices/{id}', { params: { path: { id: removing.id } } }));
            if (removing.id === here) await unsubscribe();
          }}
          changes={[keys.of('devices')]}
          fields={[]}
          onClose={() => setRemoving(undefined)}
        >
          {() => <p>{t('devices.remove_about')}</p>}
        </FormDialog>
      )}
    </>
  );
}

interface RowProps {
  device: Device;
  /** Whether it is the browser that shows this. */
  isHere: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

function Row({ device, isHere, onEdit, onRemove }: RowProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const client = useQueryClient();
  const test = useMutation({
    mutationFn: () => data(api.POST('/api/v1/devices/{id}/test', { params: { path: { id: device.id } } })),
    onSuccess: () => {
      notify(t('devices.tested'), { bad: false });
      void client.invalidateQueries({ queryKey: keys.of('devices') });
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const { last } = device;
  const why = last?.reason && t(`devices.why.${last.reason}`, { defaultValue: last.reason });
  return (
    <>
      <p className="line">
        <strong>{device.name}</strong>
        {isHere && <span className="tag green">{t('devices.this')}</span>}
        <span className="meta">
          {device.endpoint_hint} ·{' '}
          {t('devices.since', { time: moment(device.created_at, i18n.language, now) })}
        </span>
      </p>
      <p className="line">
        {device.events.map((event) => (
          <span key={event} className="tag">
            {t(`devices.event.${event}`)}
          </span>
        ))}
      </p>
      <p className={last?.state === 'failed' ? 'meta red' : 'meta'}>
        {last
          ? t(`devices.last.${last.state}`, { time: moment(last.at, i18n.language, now) })
          : t('devices.last.none')}
        {why && ` · ${why}`}
      </p>
      <p className="line">
        <Button disabled={test.isPending} onClick={() => test.mutate()}>
          {t('devices.test')}
        </Button>
        <Button onClick={onEdit}>{t('common.edit')}</Button>
        <Button look="danger" onClick={onRemove}>
          {t('devices.remove')}
        </Button>
      </p>
    </>
  );
}
