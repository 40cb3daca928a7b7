import { api, data, type Lang } from '@miaohui/client';
import { SelectField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';

/** Gives the shop what it has not had yet of the starter set. */
export function StarterDialog({ shop, onClose }: { shop: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [language, setLanguage] = useState<Lang | ''>('');
  const add = () =>
    data(
      api.POST('/api/v1/shops/{shop}/snippets/starter', {
        params: { path: { shop }, query: language ? { language } : {} },
      }),
    );
  return (
    <FormDialog
      title={t('snippet.starter')}
      action={t('common.add')}
      save={add}
      changes={[keys.of('snippets'), keys.of('coverage', shop)]}
      fields={[]}
      onClose={onClose}
      onSaved={({ added }) => {
        notify(t('snippet.started', { n: added }), { bad: false });
        onClose();
      }}
    >
      {() => (
        <>
          <p>{t('snippet.starter_about')}</p>
          <SelectField
            label={t('snippet.language')}
            value={language}
            options={[
              { value: '', label: t('snippet.both') },
              { value: 'zh', label: t('snippet.zh') },
              { value: 'en', label: t('snippet.en') },
            ]}
            onChange={(event) => setLanguage(event.target.value as Lang | '')}
          />
        </>
      )}
    </FormDialog>
  );
}
