import { api, data } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { safe } from '../../../app/address';
import { copy } from '../../../app/copy';
import { words } from '../../../app/errors';
import { keys } from '../../../app/keys';
import { notify } from '../../../app/notices';
import { percent } from '../date';
import { articleCalled } from '../queries';

interface Props {
  shop: string;
  text: string;
  /** The reader's. */
  language: string;
  onOpen: (id: string) => void;
}

/** What the bot would find for a question, with what is for agents alone. */
export function LookUp({ shop, text, language, onOpen }: Props) {
  const { t } = useTranslation();
  const found = useQuery({
    // Below the articles, so that what changes them changes this.
    queryKey: keys.of('articles', shop, 'asked', text),
    queryFn: () =>
      data(api.GET('/api/v1/shops/{shop}/knowledge', { params: { path: { shop }, query: { text } } })),
  });
  const open = useMutation({
    mutationFn: (articleId: string) => articleCalled(shop, articleId),
    onSuccess: (id) => id && onOpen(id),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  if (found.isPending) return <Skeleton lines={3} label={t('common.loading')} />;
  if (found.isError)
    return (
      <Empty icon="warn" title={t('common.failed')}>
        <p>{words(found.error, t)}</p>
        <Button onClick={() => void found.refetch()}>{t('common.retry')}</Button>
      </Empty>
    );
  if (found.data.length === 0)
    return (
      <Empty icon="search" title={t('articles.nothing_fits')}>
        {t('articles.nothing_fits_about')}
      </Empty>
    );
  return (
    <>
      <p className="meta chips">{t('articles.found', { n: found.data.length })}</p>
      <ol className="found">
        {found.data.map(({ article, score, stale }) => (
          <li key={article.article_id}>
            <header className="line">
              <button type="button" className="what" onClick={() => open.mutate(article.article_id)}>
                {article.question}
              </button>
              {article.audience === 'agent' && (
                <span className="tag amber">{t('articles.audiences_short.agent')}</span>
              )}
              {article.kind === 'policy' && <span className="tag line">{t('articles.kinds.policy')}</span>}
              <span className="end score" title={t('articles.score_about')}>
                <meter min={0} max={1} value={score} aria-label={t('articles.score')} />
                <span className="num">{percent(score, language)}</span>
              </span>
            </header>
            {stale && (
              <p className="meta amber stale">
                <Icon name="warn" small />
                {t('articles.stale', { reason: stale })}
              </p>
            )}
            <p className="told">{article.answer}</p>
            <footer className="line">
              <Button onClick={() => void copy(article.answer, t)}>{t('articles.copy_answer')}</Button>
              {safe(article.link) && (
                <a href={safe(article.link)} target="_blank" rel="noreferrer">
                  {t('articles.link')}
                </a>
              )}
              {article.category && <span className="meta">{article.category}</span>}
            </footer>
          </li>
        ))}
      </ol>
    </>
  );
}
