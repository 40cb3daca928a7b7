import { api, type CallIn, data, type Shop, type Standby } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { SelectField } from '@miaohui/ui/field';
import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { FormDialog } from '../../app/form-dialog';
import { Hours } from '../../app/hours';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { Panel } from '../../app/panel';
import { weekdays } from '../../i18n/format';

interface Props {
  shop: Shop;
  view: UseQueryResult<CallIn>;
}

/** Who stands by and when, and the button that calls them. */
export function Standbys({ shop, view }: Props) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [editing, setEditing] = useState<Standby | 'new'>();
  const call = useMutation({
    mutationFn: () =>
      data(api.POST('/api/v1/shops/{shop}/standby-calls', { params: { path: { shop: shop.id } } })),
    onSuccess: ({ called }) =>
      notify(t('call_in.called_now', { names: called.map((one) => one.name).join(', ') }), { bad: false }),
    onError: (error) => notify(words(error, t), { bad: true }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.callInOf(shop.id) }),
  });
  const names = new Map(weekdays(i18n.language));
  return (
    <>
      <Panel
        title={t('call_in.standbys')}
        icon="phone"
        list={{ ...view, data: view.data?.standbys }}
        empty={t('call_in.standbys_empty')}
        about={t('call_in.standbys_about')}
        actions={
          <>
            <Button title={t('call_in.call_about')} disabled={call.isPending} onClick={() => call.mutate()}>
              {t('call_in.call')}
            </Button>
            <Button look="primary" onClick={() => setEditing('new')}>
              {t('call_in.choose')}
            </Button>
          </>
        }
      >
        {(rows) => (
          <ul className="call-in-rows">
            {rows.map((one) => (
              <li key={one.id}>
                <p className="line">
                  <strong>{one.name}</strong>
                  <span className={one.presence === 'online' ? 'tag green' : 'tag'}>
                    {t(`presence.${one.presence}`)}
                  </span>
                  {one.now && <span className="tag amber">{t('call_in.on_now')}</span>}
                  <span className="end">
                    <Button onClick={() => setEditing(one)}>{t('common.edit')}</Button>
                  </span>
                </p>
                {one.hours.map((opening) => (
                  <p key={JSON.stringify(opening)} className="meta">
                    {opening.days.map((day) => names.get(day)).join(' ')} · {opening.from}–{opening.to}
                  </p>
                ))}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {editing && (
        <StandbyForm
          shop={shop}
          standby={editing === 'new' ? undefined : editing}
          taken={view.data?.standbys.map((one) => one.id) ?? []}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

interface FormProps {
  shop: Shop;
  /** Whose hours change; somebody is chosen when it is nobody's. */
  standby: Standby | undefined;
  taken: string[];
  onClose: () => void;
}

function StandbyForm({ shop, standby, taken, onClose }: FormProps) {
  const { t } = useTranslation();
  const free = shop.colleagues.filter((one) => !taken.includes(one.id));
  const [person, setPerson] = useState(standby?.id ?? free[0]?.id ?? '');
  const [hours, setHours] = useState<Standby['hours']>(
    standby?.hours ?? [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '24:00' }],
  );
  return (
    <FormDialog
      title={standby?.name ?? t('call_in.choose')}
      save={() =>
        data(
          api.PUT('/api/v1/shops/{shop}/standbys/{person}', {
            params: { path: { shop: shop.id, person } },
            body: { hours },
          }),
        )
      }
      changes={[keys.callInOf(shop.id)]}
      fields={['hours']}
      onClose={onClose}
    >
      {(error) => (
        <>
          {!standby && (
            <SelectField
              label={t('call_in.person')}
              value={person}
              options={free.map((one) => ({ value: one.id, label: one.name }))}
              onChange={(event) => setPerson(event.target.value)}
            />
          )}
          <Hours label={t('call_in.hours')} hours={hours} error={error('hours')} onChange={setHours} />
        </>
      )}
    </FormDialog>
  );
}
