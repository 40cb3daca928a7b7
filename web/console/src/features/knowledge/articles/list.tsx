import type { ArticleStatus } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../../app/errors';
import { productsQuery } from '../../../app/queries';
import { figure } from '../../../i18n/format';
import { articlesQuery, type WantedArticles } from '../queries';
import { useLater } from '../use-later';
import { LookUp } from './look-up';
import { ArticleTable } from './table';

/** What is looked for, and how: by its words, or as the bot finds it. */
export interface Looked {
  mode: 'words' | 'bot';
  text: string;
  kept: Kept;
}

type Kept = 'all' | ArticleStatus | 'due';
const KEPT: Kept[] = ['all', 'published', 'draft', 'retired', 'due'];
const MODES = ['words', 'bot'] as const;
const FIRST = 100;
const MOST = 1000;

interface Props {
  shop: string;
  keeper: boolean;
  looked: Looked;
  onLook: (looked: Looked) => void;
  onOpen: (id: string) => void;
}

export function ArticleList({ shop, keeper, looked, onLook, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const set = (change: Partial<Looked>) => onLook({ ...looked, ...change });
  const text = useLater(looked.text.trim());
  const asking = looked.mode === 'bot' && text !== '';
  return (
    <section className="panel" aria-label={t('knowledge.articles')}>
      <header className="tools">
        <span className="line segments" role="toolbar" aria-label={t('articles.how')}>
          {MODES.map((mode) => (
            <Button key={mode} aria-pressed={looked.mode === mode} onClick={() => set({ mode })}>
              {t(`articles.by_${mode}`)}
            </Button>
          ))}
        </span>
        <span className="lookfor">
          <Icon name="search" small />
          <input
            type="search"
            value={looked.text}
            aria-label={t(`articles.search_${looked.mode}`)}
            placeholder={t(`articles.search_${looked.mode}`)}
            onChange={(event) => set({ text: event.target.value })}
          />
        </span>
        {keeper && (
          <Button look="primary" className="end" onClick={() => onOpen('new')}>
            {t('articles.new')}
          </Button>
        )}
      </header>
      {asking ? (
        <LookUp shop={shop} text={text} language={i18n.language} onOpen={onOpen} />
      ) : (
        <Listed
          shop={shop}
          text={looked.mode === 'words' ? text : ''}
          kept={looked.kept}
          onKept={(kept) => set({ kept })}
        />
      )}
    </section>
  );
}

function wanted(kept: Kept, text: string, limit: number): WantedArticles {
  const words = text || undefined;
  if (kept === 'all') return { text: words, limit };
  return kept === 'due' ? { due: true, text: words, limit } : { status: kept, text: words, limit };
}

function Listed({
  shop,
  text,
  kept,
  onKept,
}: {
  shop: string;
  text: string;
  kept: Kept;
  onKept: (kept: Kept) => void;
}) {
  const { t, i18n } = useTranslation();
  const counts = useQueries({ queries: KEPT.map((one) => articlesQuery(shop, wanted(one, text, 0))) });
  const total = counts[KEPT.indexOf(kept)]?.data?.total ?? 0;
  const few = useQuery(articlesQuery(shop, wanted(kept, text, FIRST)));
  const { data: products = [] } = useQuery(productsQuery(shop));
  const rows = few.data?.articles ?? [];
  return (
    <>
      <div className="line chips" role="toolbar" aria-label={t('articles.which')}>
        {KEPT.map((one, at) => (
          <button key={one} type="button" aria-pressed={one === kept} onClick={() => onKept(one)}>
            {t(`articles.kept.${one}`)}
            <b>{counts[at]?.data ? figure(counts[at].data.total, i18n.language) : '–'}</b>
          </button>
        ))}
      </div>
      {few.isLoading && <Skeleton lines={6} label={t('common.loading')} />}
      {few.isError && (
        <Empty icon="warn" title={t('common.failed')}>
          <p>{words(few.error, t)}</p>
          <Button onClick={() => void few.refetch()}>{t('common.retry')}</Button>
        </Empty>
      )}
      {few.data && rows.length === 0 && (
        <Empty icon="book" title={t(text ? 'articles.none_found' : `articles.none.${kept}`)}>
          {text ? t('articles.none_found_about') : t('articles.none_about')}
        </Empty>
      )}
      {rows.length > 0 && <ArticleTable articles={rows} products={products} />}
      {total > rows.length && rows.length > 0 && (
        <More shop={shop} shown={rows.length} total={total} wanted={wanted(kept, text, MOST)} />
      )}
    </>
  );
}

/** The rest of a long list, when it is asked for. */
function More(props: { shop: string; shown: number; total: number; wanted: WantedArticles }) {
  const { shop, shown, total } = props;
  const { t } = useTranslation();
  const rest = useQuery({ ...articlesQuery(shop, props.wanted), enabled: false });
  const { data: products = [] } = useQuery(productsQuery(shop));
  const more = rest.isPlaceholderData ? [] : (rest.data?.articles.slice(shown) ?? []);
  return (
    <>
      {more.length > 0 && <ArticleTable articles={more} products={products} headless />}
      <p className="line more">
        <span className="meta">{t('articles.shown_of', { n: shown + more.length, total })}</span>
        {more.length === 0 && (
          <Button disabled={rest.isFetching} onClick={() => void rest.refetch()}>
            {t('common.more')}
          </Button>
        )}
        {more.length > 0 && total > MOST && <span className="meta">{t('articles.narrow')}</span>}
      </p>
    </>
  );
}
