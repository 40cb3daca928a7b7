import { type ArticleHistory, ProblemError, type Product } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Facts, written } from '../article/facts';
import { Compared } from './compared';

/** Whether it was refused because somebody has written a newer version. */
export function overtaken(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'article_changed';
}

interface Props {
  mine: Facts;
  history: ArticleHistory;
  products: Product[];
  onTake: () => void;
  onKeep: () => void;
}

/** Somebody has written meanwhile: what they wrote can be looked at, taken, or written over. */
export function Overtaken({ mine, history, products, onTake, onKeep }: Props) {
  const { t } = useTranslation();
  const [looking, setLooking] = useState(false);
  const newest = history.versions[0];
  const name = newest?.author_name ?? newest?.decided_by_name ?? t('articles.somebody');
  return (
    <div className="warned" role="alert">
      <Icon name="warn" />
      <div className="stack">
        <p>
          <b>{t('articles.overtaken', { name, n: newest?.number })}</b> {t('articles.overtaken_about')}
        </p>
        <span className="line">
          <Button onClick={() => setLooking(true)}>{t('articles.look_at_it')}</Button>
          <Button look="quiet" onClick={onTake}>
            {t('articles.take_theirs')}
          </Button>
          <Button look="quiet" onClick={onKeep}>
            {t('articles.keep_mine')}
          </Button>
        </span>
      </div>
      {looking && (
        <Compared
          title={t('articles.theirs_to_mine', { name, n: newest?.number })}
          before={written(history)}
          after={mine}
          products={products}
          onClose={() => setLooking(false)}
        />
      )}
    </div>
  );
}
