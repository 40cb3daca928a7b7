import { api, data, type TextReading } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors } from '../../app/errors';

/** What any text is read as, here and now. */
export function TryOut({ shop }: { shop: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const trying = useMutation({
    mutationFn: () =>
      data(api.POST('/api/v1/shops/{shop}/intents/try', { params: { path: { shop } }, body: { text } })),
  });
  const errors = fieldErrors(trying.error, t, ['text']);
  return (
    <section className="panel" aria-label={t('intents.try')}>
      <header>
        <h2>{t('intents.try')}</h2>
      </header>
      <form
        className="try"
        onSubmit={(event) => {
          event.preventDefault();
          if (!trying.isPending) trying.mutate();
        }}
      >
        <TextField
          label={t('intents.try_text')}
          value={text}
          error={errors.of('text') ?? errors.rest}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={trying.isPending}>
          {t('intents.try_action')}
        </Button>
      </form>
      {trying.data && <Reading reading={trying.data} />}
    </section>
  );
}

function Reading({ reading }: { reading: TextReading }) {
  const { t } = useTranslation();
  const sure = (name: string, confidence: number) =>
    t('intents.share', { name, n: Math.round(confidence * 100) });
  const { custom } = reading;
  return (
    <table className="table" aria-live="polite">
      <tbody>
        <Fact name={t('intents.own')}>
          {custom ? (
            <span className="line">
              <span className="tag green">{sure(custom.name, custom.confidence)}</span>
              {custom.article_id && (
                <span className="meta">{t('intents.answers', { id: custom.article_id })}</span>
              )}
            </span>
          ) : (
            <span className="meta">{t('intents.not_own')}</span>
          )}
        </Fact>
        <Fact name={t('intents.built_in')}>
          <span className="line">
            {reading.intents.map(({ id, confidence }) => (
              <span key={id} className="tag">
                {sure(t(`intent.${id}`), confidence)}
              </span>
            ))}
          </span>
        </Fact>
        <Fact name={t('intents.emotion')}>
          {sure(t(`emotion.${reading.emotion.id}`), reading.emotion.confidence)}
        </Fact>
        <Fact name={t('intents.language')}>{sure(reading.language.id, reading.language.confidence)}</Fact>
        {reading.entities.length > 0 && (
          <Fact name={t('intents.entities')}>{reading.entities.map(({ text }) => text).join(' · ')}</Fact>
        )}
      </tbody>
    </table>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{children}</td>
    </tr>
  );
}
