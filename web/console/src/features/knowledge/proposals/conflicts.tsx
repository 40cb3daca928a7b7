import type { Conflict } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Difference } from '../article/difference';
import { percent } from '../date';

interface Props {
  conflicts: Conflict[];
  /** What the proposal says now. */
  answer: string;
  onMerge: ((articleId: string) => void) | undefined;
  busy: boolean;
}

/** The articles that answer the same question, and what they say differently. */
export function Conflicts({ conflicts, answer, onMerge, busy }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <aside className="stack" aria-label={t('proposals.known')}>
      <h3>{t('proposals.known')}</h3>
      {conflicts.map((conflict) => (
        <article key={conflict.article} className="variant stack">
          <header className="line">
            <span className={conflict.kind === 'contradiction' ? 'tag red' : 'tag amber'}>
              {t(`proposals.${conflict.kind}`)}
            </span>
            <span className="meta end">
              {t('proposals.same_question', { share: percent(conflict.score, i18n.language) })}
            </span>
          </header>
          <p className="q">{conflict.question}</p>
          <Difference before={conflict.answer} after={answer} />
          {conflict.differs.length > 0 && (
            <dl className="differs">
              {conflict.differs.map(({ ours, theirs }) => (
                <div key={`${ours}/${theirs}`}>
                  <dt>{t('proposals.ours')}</dt>
                  <dd>
                    <del>{ours || t('common.none')}</del>
                  </dd>
                  <dt>{t('proposals.theirs')}</dt>
                  <dd>
                    <ins>{theirs || t('common.none')}</ins>
                  </dd>
                </div>
              ))}
            </dl>
          )}
          <span className="line">
            {onMerge && (
              <Button
                disabled={busy}
                title={t('proposals.merge_about')}
                onClick={() => onMerge(conflict.article_id)}
              >
                {t('proposals.merge')}
              </Button>
            )}
            <Link
              to="/knowledge/{-$section}"
              params={{ section: 'articles' }}
              search={(now) => ({ ...now, id: conflict.article })}
            >
              {t('proposals.open_article')}
            </Link>
          </span>
        </article>
      ))}
    </aside>
  );
}
