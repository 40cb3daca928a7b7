import { api, type CustomIntent, data } from '@miaohui/client';
import { AreaField, TextField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';

/** An intent of a shop's own: a name, examples one a line, and the article that answers it. */
export function IntentForm({
  shop,
  intent,
  onClose,
}: {
  shop: string;
  intent: Partial<CustomIntent>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(intent.name ?? '');
  const [examples, setExamples] = useState((intent.examples ?? []).join('\n'));
  const [article, setArticle] = useState(intent.article_id ?? '');
  const written = examples.split('\n').filter((line) => line.trim());
  const body = { name, examples: written, article_id: article.trim() || null };
  const id = intent.id;
  const save = () =>
    id
      ? data(api.PUT('/api/v1/intents/{id}', { params: { path: { id } }, body }))
      : data(api.POST('/api/v1/shops/{shop}/intents', { params: { path: { shop } }, body }));
  return (
    <FormDialog
      title={intent.name ?? t('intents.add')}
      save={save}
      changes={[keys.of('intents', shop)]}
      fields={['name', 'examples', 'article_id']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <TextField
            label={t('intents.name')}
            required
            maxLength={40}
            value={name}
            error={error('name')}
            onChange={(event) => setName(event.target.value)}
          />
          <AreaField
            label={t('intents.examples')}
            hint={`${t('intents.examples_about')} · ${t('intents.count', { n: written.length })}`}
            rows={10}
            value={examples}
            error={error('examples')}
            onChange={(event) => setExamples(event.target.value)}
          />
          <TextField
            label={t('intents.article')}
            hint={t('intents.article_about')}
            value={article}
            error={error('article_id')}
            onChange={(event) => setArticle(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
