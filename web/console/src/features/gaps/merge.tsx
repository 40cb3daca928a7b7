import { api, data, type Gap } from '@miaohui/client';
import { SelectField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { LoadedDialog } from '../../app/loaded-dialog';
import { gapsQuery } from '../../app/queries';

interface Props {
  gap: Gap;
  onClose: () => void;
}

/** Puts a gap's questions into another that asks the same. */
export function MergeDialog({ gap, onClose }: Props) {
  const { t } = useTranslation();
  const asked = useQuery(gapsQuery(gap.shop));
  return (
    <LoadedDialog title={t('gaps.merge_title')} asked={asked} onClose={onClose}>
      {(gaps) => <Merge gap={gap} gaps={gaps} onClose={onClose} />}
    </LoadedDialog>
  );
}

function Merge({ gap, gaps, onClose }: Props & { gaps: Gap[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
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
