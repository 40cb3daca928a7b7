import { api, type Buyer, type BuyerMerge, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { day } from '../../i18n/format';
import { MergeDialog } from './merge-dialog';
import { Moves } from './moves';
import './merge.css';

/** Who was joined into this buyer, with the way back; and the way to join another. */
export function Merged({ buyer, merges }: { buyer: Buyer; merges: BuyerMerge[] }) {
  const { t, i18n } = useTranslation();
  const [merging, setMerging] = useState(false);
  const [undoing, setUndoing] = useState<BuyerMerge>();
  return (
    <section className="sec">
      {merges.length > 0 && (
        <h3>
          {t('buyers.merged')}
          <span className="meta">{merges.length}</span>
        </h3>
      )}
      <ul className="merged">
        {merges.map((merge) => (
          <li key={merge.id}>
            <b className="ell">{merge.gone_name ?? t('buyers.unnamed')}</b>
            <span className="meta">
              {merge.by_name
                ? t('buyers.merged_by', { name: merge.by_name, date: day(merge.at, i18n.language) })
                : t('buyers.merged_by_shop', { date: day(merge.at, i18n.language) })}
            </span>
            {merge.why && <p className="meta">{merge.why}</p>}
            <Button onClick={() => setUndoing(merge)}>{t('buyers.undo')}</Button>
          </li>
        ))}
      </ul>
      <Button onClick={() => setMerging(true)}>{t('buyers.merge_with')}</Button>
      {merging && <MergeDialog buyer={buyer} onClose={() => setMerging(false)} />}
      {undoing && <UndoDialog merge={undoing} onClose={() => setUndoing(undefined)} />}
    </section>
  );
}

function UndoDialog({ merge, onClose }: { merge: BuyerMerge; onClose: () => void }) {
  const { t } = useTranslation();
  const said = ({ undone }: BuyerMerge) => {
    const n = undone?.back.reduce((sum, one) => sum + one.count, 0) ?? 0;
    const left = undone?.left.map((one) => t(`buyers.moved.${one.what}`, { n: one.count })) ?? [];
    return left.length === 0
      ? t('buyers.undone', { n })
      : t('buyers.undone_left', { n, left: left.join(t('buyers.and')) });
  };
  return (
    <FormDialog
      title={t('buyers.undo_title')}
      save={() => data(api.POST('/api/v1/buyer-merges/{id}/undo', { params: { path: { id: merge.id } } }))}
      changes={[['buyer'], ['likely'], keys.buyers, keys.lists, ['conversation']]}
      fields={[]}
      action={t('buyers.undo')}
      onSaved={(undone) => {
        notify(said(undone), { bad: (undone.undone?.left.length ?? 0) > 0 });
        onClose();
      }}
      onClose={onClose}
    >
      {() => (
        <>
          <p>{t('buyers.undo_about')}</p>
          <Moves moves={merge.moved} />
        </>
      )}
    </FormDialog>
  );
}
