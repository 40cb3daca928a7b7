import { api, data, type Gap } from '@miaohui/client';
import { SelectField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { gapsQuery } from '../../app/queries';

/** Puts a gap's questions into another that asks the same. */
export function MergeDialog({ gap, onClose }: { gap: Gap; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: gaps = [] } = useQuery(gapsQuery(gap.shop));
  const others = gaps.filter((one) => one.id !== gap.id && one.language === gap.language);
  const [chosen, setChosen] = useState('');
  const into = chosen || others[0]?.id || '';
  return (
    <FormDialog
      title={t('gaps.merge_title')}
      action={t('gaps.merge')}
      save={() =>
        data(api.POST('/api/v1/gaps/{id}/merge', { params: { path: { id: gap.id } }, body: { into } }))
      }
      changes={[keys.gapsOf(gap.shop)]}
      fields={['into']}
      onClose={onClose}
      onSaved={(merged) =>
        void navigate({
          to: '/knowledge/{-$section}',
          params: { section: 'gaps' },
          search: { shop: gap.shop, id: merged.id },
        })
      }
    >
      {() =>
        others.length === 0 ? (
          <p>{t('gaps.nothing_to_merge')}</p>
        ) : (
          <SelectField
            label={t('gaps.into')}
            value={into}
            options={others.map((one) => ({ value: one.id, label: `${one.title} (${one.count})` }))}
            onChange={(event) => setChosen(event.target.value)}
          />
        )
      }
    </FormDialog>
  );
}
