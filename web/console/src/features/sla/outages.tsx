import { api, data, type Outage, type Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { AreaField, TextField } from '@miaohui/ui/field';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { FormDialog } from '../../app/form-dialog';
import { notify } from '../../app/notices';
import { useNow } from '../../app/now';
import { Panel } from '../../app/panel';
import { forField } from '../../app/promises';
import { tookIn } from '../../app/times';
import { fullMoment } from '../../i18n/format';
import { outagesQuery } from './queries';
import { usePersonName } from './use-person-name';

/** When nothing could be sent or received: clocks tell that time as what it is. */
export function Outages({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const list = useQuery(outagesQuery(shop.id));
  const [noting, setNoting] = useState(false);
  const [removing, setRemoving] = useState<Outage>();
  return (
    <>
      <Panel
        title={t('sla.part.outages')}
        icon="cloud"
        list={list}
        empty={t('sla.no_outages')}
        about={t('sla.no_outages_about')}
        actions={
          <Button look="primary" onClick={() => setNoting(true)}>
            {t('sla.note_outage')}
          </Button>
        }
      >
        {(rows) => (
          <table className="table">
            <thead>
              <tr>
                <th>{t('sla.began')}</th>
                <th>{t('sla.ended')}</th>
                <th className="right">{t('sla.lasted')}</th>
                <th>{t('sla.why')}</th>
                <th>{t('sla.by')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((outage) => (
                <Row key={outage.id} shop={shop} outage={outage} onRemove={() => setRemoving(outage)} />
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {noting && <NoteDialog shop={shop.id} onClose={() => setNoting(false)} />}
      {removing && <RemoveDialog shop={shop.id} outage={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

function Row({ shop, outage, onRemove }: { shop: Shop; outage: Outage; onRemove: () => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const now = useNow();
  const nameOf = usePersonName(shop);
  const { id, began, ended, why, by, of_house } = outage;
  const ending = useMutation({
    mutationFn: () =>
      data(
        api.POST('/api/v1/shops/{shop}/sla/outages/{id}/end', { params: { path: { shop: shop.id, id } } }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: outagesQuery(shop.id).queryKey }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const lasted = ((ended ? Date.parse(ended) : now) - Date.parse(began)) / 1000;
  const name = why || t('sla.of_house');
  return (
    <tr>
      <td className="num">{fullMoment(began, i18n.language)}</td>
      <td className="num">
        {ended ? fullMoment(ended, i18n.language) : <span className="tag amber">{t('sla.lasts')}</span>}
      </td>
      <td className="num right">{tookIn(Math.max(0, Math.round(lasted)), t)}</td>
      <td>{name}</td>
      <td>{of_house ? t('sla.house') : nameOf(by)}</td>
      <td className="acts">
        {!of_house && (
          <span className="line">
            {!ended && (
              <Button
                aria-label={`${t('sla.end_outage')} · ${name}`}
                disabled={ending.isPending}
                onClick={() => ending.mutate()}
              >
                {t('sla.end_outage')}
              </Button>
            )}
            <Button look="danger" aria-label={`${t('common.remove')} · ${name}`} onClick={onRemove}>
              {t('common.remove')}
            </Button>
          </span>
        )}
      </td>
    </tr>
  );
}

function NoteDialog({ shop, onClose }: { shop: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [began, setBegan] = useState(() => forField(new Date().toISOString()));
  const [ended, setEnded] = useState('');
  const [why, setWhy] = useState('');
  const moment = (text: string) => new Date(text).toISOString();
  const save = () =>
    data(
      api.POST('/api/v1/shops/{shop}/sla/outages', {
        params: { path: { shop } },
        body: { began: moment(began), ended: ended ? moment(ended) : null, why },
      }),
    );
  return (
    <FormDialog
      title={t('sla.note_outage')}
      save={save}
      changes={[outagesQuery(shop).queryKey]}
      fields={['began', 'ended', 'why']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <p className="meta">{t('sla.outage_about')}</p>
          <div className="two">
            <TextField
              label={t('sla.began')}
              type="datetime-local"
              required
              value={began}
              error={error('began')}
              onChange={(event) => setBegan(event.target.value)}
            />
            <TextField
              label={t('sla.ended')}
              hint={t('sla.ended_about')}
              type="datetime-local"
              value={ended}
              error={error('ended')}
              onChange={(event) => setEnded(event.target.value)}
            />
          </div>
          <AreaField
            label={t('sla.why')}
            hint={t('sla.why_about')}
            required
            maxLength={200}
            value={why}
            error={error('why')}
            onChange={(event) => setWhy(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}

function RemoveDialog({ shop, outage, onClose }: { shop: string; outage: Outage; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormDialog
      title={t('sla.remove_outage', { why: outage.why })}
      action={t('common.remove')}
      danger
      save={() =>
        data(
          api.DELETE('/api/v1/shops/{shop}/sla/outages/{id}', {
            params: { path: { shop, id: outage.id } },
          }),
        )
      }
      changes={[outagesQuery(shop).queryKey]}
      fields={[]}
      onClose={onClose}
    >
      {() => <p>{t('sla.remove_outage_about')}</p>}
    </FormDialog>
  );
}
