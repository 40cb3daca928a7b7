import type { Article, Product } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../app/now';
import { overdue } from '../article/facts';
import { sayScope } from '../article/spoken';
import { date } from '../date';
import { OpenTag, StatusTag } from './tags';

interface Props {
  articles: Article[];
  products: Product[];
  /** It goes on after another table. */
  headless?: boolean;
}

export function ArticleTable({ articles, products, headless }: Props) {
  const { t } = useTranslation();
  return (
    <table className="table articles">
      <colgroup>
        <col className="what" />
        <col className="category" />
        <col className="scope" />
        <col className="language" />
        <col className="audience" />
        <col className="status" />
        <col className="owner" />
        <col className="review" />
      </colgroup>
      {!headless && (
        <thead>
          <tr>
            <th>{t('articles.question')}</th>
            <th>{t('articles.category')}</th>
            <th>{t('articles.scope')}</th>
            <th>{t('articles.language')}</th>
            <th>{t('articles.audience')}</th>
            <th>{t('articles.status')}</th>
            <th>{t('articles.owner')}</th>
            <th>{t('articles.review_at')}</th>
          </tr>
        </thead>
      )}
      <tbody>
        {articles.map((article) => (
          <Row key={article.id} article={article} products={products} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ article, products }: { article: Article; products: Product[] }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const { article: facts, stale, open } = article;
  const scope = sayScope(facts.scope ?? [], t, products);
  const late = overdue(article, now);
  return (
    <tr className={article.status === 'retired' ? 'off' : undefined}>
      <td>
        <Link
          className="what"
          to="/knowledge/{-$section}"
          params={{ section: 'articles' }}
          search={(search) => ({ ...search, id: article.id })}
        >
          {facts.question}
        </Link>
        <p className="meta ell" title={facts.answer}>
          {facts.answer}
        </p>
        {stale && (
          <p className="meta amber stale">
            <Icon name="warn" small />
            {t('articles.stale', { reason: stale })}
          </p>
        )}
      </td>
      <td className="ell" title={facts.category}>
        {facts.category}
      </td>
      <td className="ell" title={scope}>
        {scope}
      </td>
      <td>{facts.language && t(`articles.lang.${facts.language}`)}</td>
      <td>{t(`articles.audiences_short.${facts.audience ?? 'all'}`)}</td>
      <td>
        <span className="tags">
          <StatusTag status={article.status} />
          {open && article.status !== 'draft' && <OpenTag state={open.state} />}
          {open?.state === 'review' && article.status === 'draft' && <OpenTag state="review" />}
          {facts.kind === 'policy' && <span className="tag line">{t('articles.kinds.policy')}</span>}
        </span>
      </td>
      <td className="ell" title={article.owner_name ?? undefined}>
        {article.owner_name}
      </td>
      <td className={late ? 'red' : undefined}>
        {article.review_at && article.status === 'published' && (
          <>
            <span className="num">{date(article.review_at, i18n.language)}</span>
            {late && <p className="meta red">{t('articles.overdue')}</p>}
          </>
        )}
      </td>
    </tr>
  );
}
