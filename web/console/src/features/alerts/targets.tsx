import { type AlertTarget, api, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { useNow } from '../../app/now';
import { Panel } from '../../app/panel';
import { moment } from '../../i18n/format';
import { TargetForm } from './form';
import { targetsQuery } from './queries';

/** Where a shop's alerts go. */
export function AlertTargets({ shop, control }: { shop: string; control: ReactNode }) {
  const { t } = useTranslation();
  const list = useQuery(targetsQuery(shop));
  const [editing, setEditing] = useState<AlertTarget | 'new'>();
  const [removing, setRemoving] = useState<AlertTarget>();
  return (
    <>
      <Panel
        title={t('alerts.targets')}
        icon="bell"
        list={list}
        empty={t('alerts.empty')}
        about={t('alerts.targets_about')}
        actions={
          <>
            {control}
            <Button look="primary" disabled={!shop} onClick={() => setEditing('new')}>
              {t('alerts.add')}
            </Button>
          </>
        }
      >
        {(rows) => (
          <ul className="alert-rows">
            {rows.map((target) => (
              <li key={target.id}>
                <Row
                  shop={shop}
                  target={target}
                  onEdit={() => setEditing(target)}
                  onRemove={() => setRemoving(target)}
                />
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {editing && (
        <TargetForm
          shop={shop}
          target={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && (
        <FormDialog
          danger
          action={t('alerts.remove')}
          title={removing.name}
          save={() =>
            data(
              api.DELETE('/api/v1/shops/{shop}/alert-targets/{id}', {
                params: { path: { shop, id: removing.id } },
              }),
            )
          }
          changes={[keys.of('alert-targets', shop), keys.of('alerts', shop)]}
          fields={[]}
          onClose={() => setRemoving(undefined)}
        >
          {() => <p>{t('alerts.remove_about')}</p>}
        </FormDialog>
      )}
    </>
  );
}

interface RowProps {
  shop: string;
  target: AlertTarget;
  onEdit: () => void;
  onRemove: () => void;
}

function Row({ shop, target, onEdit, onRemove }: RowProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const client = useQueryClient();
  const test = useMutation({
    mutationFn: () =>
      data(
        api.POST('/api/v1/shops/{shop}/alert-targets/{id}/test', {
          params: { path: { shop, id: target.id } },
        }),
      ),
    onSuccess: () => {
      notify(t('alerts.tested'), { bad: false });
      void client.invalidateQueries({ queryKey: keys.of('alerts', shop) });
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const busy = target.busy_until && Date.parse(target.busy_until) > now ? target.busy_until : undefined;
  return (
    <>
      <p className="line">
        <strong>{target.name}</strong>
        <span className={target.enabled ? 'tag green' : 'tag'}>
          {t(target.enabled ? 'alerts.on' : 'alerts.off')}
        </span>
        <span className="meta">
          {t(`alerts.kind.${target.kind}`)} · {target.address_hint}
        </span>
      </p>
      <p className="line">
        {target.events.map((event) => (
          <span key={event} className="tag">
            {t(`alerts.event.${event}`)}
          </span>
        ))}
        <span className="meta">{t(`alerts.hours.${target.hours}`)}</span>
      </p>
      {busy && <p className="meta amber">{t('alerts.busy', { time: moment(busy, i18n.language, now) })}</p>}
      <p className="line">
        <Button disabled={test.isPending} onClick={() => test.mutate()}>
          {t('alerts.test')}
        </Button>
        <Button onClick={onEdit}>{t('common.edit')}</Button>
        <Button look="danger" onClick={onRemove}>
          {t('alerts.remove')}
        </Button>
      </p>
    </>
  );
}
