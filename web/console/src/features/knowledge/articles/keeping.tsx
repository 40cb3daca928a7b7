import { type Article, type ArticleHistory, api, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { SelectField, TextField } from '@miaohui/ui/field';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fieldErrors, words } from '../../../app/errors';
import { notify } from '../../../app/notices';
import { useNow } from '../../../app/now';
import { shopsQuery } from '../../../app/queries';
import { due, overdue } from '../article/facts';
import { date } from '../date';
import { SourceLine } from '../source';
import { showHistory } from './changes';

/** Who looks after an article, when next, and where it comes from. */
export function KeepingPanel({ article, keeper }: { article: Article; keeper: boolean }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const now = useNow();
  const { data: shops = [] } = useQuery(shopsQuery);
  const people = shops.find((one) => one.id === article.shop)?.colleagues ?? [];
  const params = { path: { id: article.id } };
  const shown = (history: ArticleHistory) => showHistory(client, history);
  const keep = useMutation({
    mutationFn: (body: { owner?: string; review_at?: string }) =>
      data(api.PATCH('/api/v1/articles/{id}', { params, body })),
    onSuccess: (history) => {
      shown(history);
      notify(t('common.saved'), { bad: false });
    },
  });
  const reviewed = useMutation({
    mutationFn: () => data(api.POST('/api/v1/articles/{id}/reviewed', { params })),
    onSuccess: (history) => {
      shown(history);
      notify(t('articles.reviewed_done'), { bad: false });
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const errors = fieldErrors(keep.error, t, ['owner', 'review_at']);
  const late = overdue(article, now);
  const owners = people.filter(({ role, id }) => role !== 'agent' || id === article.owner);
  return (
    <section className="panel keeping stack" aria-label={t('articles.keeping')}>
      <header>
        <h2>{t('articles.keeping')}</h2>
        {due(article, now) && <span className="tag red end">{t('articles.kept.due')}</span>}
      </header>
      {keeper ? (
        <>
          <SelectField
            label={t('articles.owner')}
            value={article.owner ?? ''}
            error={errors.of('owner')}
            disabled={keep.isPending}
            options={[
              ...(article.owner ? [] : [{ value: '', label: t('articles.nobody') }]),
              ...owners.map((one) => ({ value: one.id, label: one.name })),
            ]}
            onChange={(event) => keep.mutate({ owner: event.target.value })}
          />
          <TextField
            key={article.review_at}
            label={t('articles.review_at')}
            type="date"
            defaultValue={dayOf(article.review_at)}
            error={errors.of('review_at') ?? errors.rest}
            hint={late ? t('articles.overdue') : t('articles.review_about')}
            onBlur={(event) => {
              const day = event.target.value;
              if (day && day !== dayOf(article.review_at))
                keep.mutate({ review_at: new Date(`${day}T12:00`).toISOString() });
            }}
          />
          <Button icon="ok" disabled={reviewed.isPending} onClick={() => reviewed.mutate()}>
            {t('articles.reviewed')}
          </Button>
        </>
      ) : (
        <dl className="reading">
          <div>
            <dt>{t('articles.owner')}</dt>
            <dd>{article.owner_name ?? t('articles.nobody')}</dd>
          </div>
          {article.review_at && (
            <div>
              <dt>{t('articles.review_at')}</dt>
              <dd className={late ? 'red' : undefined}>{date(article.review_at, i18n.language)}</dd>
            </div>
          )}
        </dl>
      )}
      <p className="meta">
        <SourceLine source={article.source} />
      </p>
      <p className="meta">
        {t('articles.id')} <code>{article.article.article_id}</code>
      </p>
    </section>
  );
}

function dayOf(moment: string | null | undefined): string {
  if (!moment) return '';
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
