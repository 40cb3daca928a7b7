import { api, type Buyer, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { TextField } from '@miaohui/ui/field';
import { Icon } from '@miaohui/ui/icon';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { FindBuyers } from './find-buyers';
import { Moves } from './moves';

interface Props {
  buyer: Buyer;
  /** Whom to join; looked for first when nobody is named. */
  other?: Buyer;
  onClose: () => void;
}

/** Joins two buyers: who stays, what goes where, and why they are one. */
export function MergeDialog({ buyer, other, onClose }: Props) {
  const { t } = useTranslation();
  const [chosen, choose] = useState(other);
  const [q, setQ] = useState('');
  if (chosen) return <Confirm pair={[buyer, chosen]} onClose={onClose} />;
  return (
    <Dialog title={t('buyers.merge_title')} onClose={onClose} wide>
      <FindBuyers
        q={q}
        onQuery={setQ}
        shop={buyer.shop}
        without={buyer.id}
        label={t('buyers.other')}
        onChoose={(found) => choose(found.buyer)}
      />
      <footer>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </footer>
    </Dialog>
  );
}

function Confirm({ pair, onClose }: { pair: [Buyer, Buyer]; onClose: () => void }) {
  const { t } = useTranslation();
  const [[stays, gone], setPair] = useState(pair);
  const [why, setWhy] = useState('');
  const preview = useQuery({
    queryKey: ['buyer', stays.id, 'merge', gone.id],
    queryFn: () =>
      data(
        api.GET('/api/v1/buyers/{id}/merge', {
          params: { path: { id: stays.id }, query: { gone: gone.id } },
        }),
      ),
  });
  const name = (one: Buyer) => one.name ?? one.external_id ?? t('buyers.unnamed');
  const fields = preview.data?.takes.map((field) => t(`buyers.takes_of.${field}`)) ?? [];
  return (
    <FormDialog
      title={t('buyers.merge_title')}
      wide
      save={() =>
        data(
          api.POST('/api/v1/buyers/{id}/merge', {
            params: { path: { id: stays.id } },
            body: { gone: gone.id, why },
          }),
        )
      }
      changes={[['buyer'], ['likely'], keys.buyers, keys.lists, ['conversation']]}
      fields={['why']}
      action={t('buyers.merge')}
      onSaved={() => {
        notify(t('buyers.done'), { bad: false });
        onClose();
      }}
      onClose={onClose}
    >
      {(error) => (
        <>
          <div className="pair">
            <Side title={t('buyers.stays')} buyer={stays} name={name(stays)} />
            <Button onClick={() => setPair([gone, stays])}>
              <Icon name="swap" small />
              {t('buyers.turn')}
            </Button>
            <Side title={t('buyers.gone')} buyer={gone} name={name(gone)} />
          </div>
          {preview.isPending && <Skeleton lines={2} label={t('common.loading')} />}
          {preview.isError && (
            <p className="alert" role="alert">
              {words(preview.error, t)}
            </p>
          )}
          {preview.data && (
            <>
              <p>
                {preview.data.moves.length > 0
                  ? t('buyers.goes', { name: name(stays) })
                  : t('buyers.nothing_goes')}
              </p>
              <Moves moves={preview.data.moves} />
              {fields.length > 0 && (
                <p className="meta">{t('buyers.takes', { fields: fields.join(t('buyers.and')) })}</p>
              )}
            </>
          )}
          <p className="careful">
            <Icon name="warn" small />
            {t('buyers.careful')}
          </p>
          <TextField
            label={t('buyers.why')}
            hint={t('buyers.why_hint')}
            error={error('why')}
            value={why}
            maxLength={300}
            onChange={(event) => setWhy(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}

function Side({ title, buyer, name }: { title: string; buyer: Buyer; name: string }) {
  return (
    <div className="side">
      <span className="meta">{title}</span>
      <b className="ell">{name}</b>
      <span className="meta ell">
        {[buyer.external_id, buyer.phone, buyer.email].filter(Boolean).join(' · ') || '—'}
      </span>
    </div>
  );
}
