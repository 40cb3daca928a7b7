import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../../app/errors';
import { productsQuery } from '../../../app/queries';
import { articleQuery } from '../queries';
import { Editor } from './editor';
import { History } from './history';
import { KeepingPanel } from './keeping';
import { Reading } from './reading';
import { OpenTag, StatusTag } from './tags';

interface Props {
  id: string;
  shop: string;
  keeper: boolean;
  onOpen: (id: string | undefined) => void;
}

/** One article: what it says, who looks after it, and how it came to be so. */
export function OpenedArticle({ id, shop, keeper, onOpen }: Props) {
  const { t } = useTranslation();
  const fresh = id === 'new';
  const found = useQuery({ ...articleQuery(id), enabled: !fresh });
  const { data: products = [] } = useQuery(productsQuery(shop));
  const history = found.data;
  const back = (
    <Button look="quiet" icon="back" onClick={() => onOpen(undefined)}>
      {t('articles.all')}
    </Button>
  );
  if (fresh) {
    return (
      <>
        <header className="line opened">
          {back}
          <h2>{t('articles.new')}</h2>
        </header>
        <div className="panel">
          <Editor shop={shop} history={undefined} products={products} onMade={onOpen} />
        </div>
      </>
    );
  }
  if (!history)
    return (
      <>
        <header className="line opened">{back}</header>
        {found.isError ? (
          <Empty icon="warn" title={t('common.failed')}>
            <p>{words(found.error, t)}</p>
            <Button onClick={() => void found.refetch()}>{t('common.retry')}</Button>
          </Empty>
        ) : (
          <Skeleton lines={8} label={t('common.loading')} />
        )}
      </>
    );
  const { article } = history;
  return (
    <>
      <header className="line opened">
        {back}
        <h2 className="ell">{article.article.question}</h2>
        <StatusTag status={article.status} />
        {article.open && (article.status !== 'draft' || article.open.state === 'review') && (
          <OpenTag state={article.open.state} />
        )}
      </header>
      {article.stale && (
        <p className="warned">
          <Icon name="warn" />
          <span>
            <b>{t('articles.stale', { reason: article.stale })}</b> {t('articles.stale_about')}
          </span>
        </p>
      )}
      <div className="beside">
        <div className="panel">
          {keeper ? (
            <Editor shop={shop} history={history} products={products} onMade={onOpen} />
          ) : (
            <Reading article={article.article} products={products} />
          )}
        </div>
        <aside className="stack">
          <KeepingPanel article={article} keeper={keeper} />
          <History history={history} products={products} keeper={keeper} />
        </aside>
      </div>
    </>
  );
}
