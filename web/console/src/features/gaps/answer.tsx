import { api, data, type GapAnswer, type NearArticle, type OpenGap } from '@miaohui/client';
import { AreaField, TextField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';

/** Wordings that are filled in; more would not be read. */
const WORDINGS = 8;

/** Writes the missing article, or gives one that there is more wordings; then the real questions are asked again. */
export function AnswerForm({
  open,
  near,
  onAnswered,
  onClose,
}: {
  open: OpenGap;
  near: NearArticle | undefined;
  onAnswered: (open: OpenGap) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const id = open.gap.id;
  const [question, setQuestion] = useState(open.gap.title);
  const [answer, setAnswer] = useState('');
  const [category, setCategory] = useState('');
  const [similar, setSimilar] = useState(() => wordings(open, near ? '' : open.gap.title).join('\n'));
  const lines = similar.split('\n').filter((line) => line.trim());
  const body: GapAnswer = near
    ? { article_id: near.article.article_id, similar: lines }
    : { question, answer, category, similar: lines };
  return (
    <FormDialog
      wide
      title={near ? t('gaps.use_title') : t('gaps.answer_title')}
      action={t('gaps.publish')}
      save={() => data(api.POST('/api/v1/gaps/{id}/answer', { params: { path: { id } }, body }))}
      changes={[keys.of('health')]}
      fields={['question', 'answer', 'similar', 'category']}
      onClose={onClose}
      onSaved={(fresh) => {
        onAnswered(fresh);
        onClose();
      }}
    >
      {(error) => (
        <>
          {near ? (
            <div>
              <strong>{near.article.question}</strong>
              <p className="meta">{near.answer}</p>
            </div>
          ) : (
            <>
              <TextField
                label={t('gaps.wording')}
                required
                value={question}
                error={error('question')}
                onChange={(event) => setQuestion(event.target.value)}
              />
              <AreaField
                label={t('gaps.told')}
                required
                value={answer}
                error={error('answer')}
                onChange={(event) => setAnswer(event.target.value)}
              />
              <TextField
                label={t('gaps.category')}
                value={category}
                error={error('category')}
                onChange={(event) => setCategory(event.target.value)}
              />
            </>
          )}
          <AreaField
            label={t('gaps.similar')}
            hint={t('gaps.similar_about')}
            rows={5}
            value={similar}
            error={error('similar')}
            onChange={(event) => setSimilar(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}

/** The buyers' own words, each once. */
function wordings(open: OpenGap, except: string): string[] {
  const said = open.questions
    .filter((question) => !question.withdrawn)
    .map((question) => question.asked.text.replaceAll('\n', ' '));
  return [...new Set(said)].filter((text) => text !== except).slice(0, WORDINGS);
}
