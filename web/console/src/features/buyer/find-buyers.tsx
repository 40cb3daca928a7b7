import { api, data, type FoundBuyer } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import './merge.css';

interface Props {
  q: string;
  onQuery: (q: string) => void;
  /** Only of this shop. */
  shop?: string;
  /** Somebody who is not to be found. */
  without?: string;
  /** Who is shown. */
  chosen?: string;
  label: string;
  onChoose: (found: FoundBuyer) => void;
}

/** A pause in typing that ends a word. */
const PAUSE_MS = 250;

/** Finds buyers by whatever is known of them. */
export function FindBuyers({ q, onQuery, shop, without, chosen, label, onChoose }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(q);
  useEffect(() => {
    const ended = setTimeout(() => typed.trim() !== q && onQuery(typed.trim()), PAUSE_MS);
    return () => clearTimeout(ended);
  }, [typed, q, onQuery]);
  const found = useInfiniteQuery({
    queryKey: keys.buyersFound(q, shop),
    queryFn: ({ pageParam }) =>
      data(api.GET('/api/v1/buyers', { params: { query: { q, shop, after: pageParam } } })),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    enabled: q !== '',
  });
  const pages = found.data?.pages ?? [];
  const first = pages[0];
  const buyers = pages.flatMap((page) => page.buyers).filter((one) => one.buyer.id !== without);
  return (
    <div className="find">
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onQuery(typed.trim());
          }}
        >
          <label>
            <span>{label}</span>
            <input
              className="input"
              type="search"
              value={typed}
              maxLength={200}
              placeholder={t('buyers.placeholder')}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
        </form>
      </search>
      {q === '' && <Empty icon="search" title={t('buyers.start')} />}
      {q !== '' && found.isPending && <Skeleton lines={4} label={t('common.loading')} />}
      {found.isError && (
        <Empty icon="warn" title={t('common.failed')}>
          <p>{words(found.error, t)}</p>
          <Button onClick={() => void found.refetch()}>{t('common.retry')}</Button>
        </Empty>
      )}
      {first && buyers.length === 0 && (
        <Empty icon="search" title={t('buyers.nothing')}>
          <p>{t('buyers.nothing_about')}</p>
        </Empty>
      )}
      {first && buyers.length > 0 && (
        <>
          <p className="meta" role="status">
            {first.more ? t('buyers.found_more', { n: first.total }) : t('buyers.found', { n: first.total })}
          </p>
          <ul className="found" aria-label={t('buyers.title')}>
            {buyers.map((one) => (
              <li key={one.buyer.id}>
                <button
                  type="button"
                  aria-current={one.buyer.id === chosen ? 'true' : undefined}
                  onClick={() => onChoose(one)}
                >
                  <Row found={one} />
                </button>
              </li>
            ))}
          </ul>
          {found.hasNextPage && (
            <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {t('buyers.more')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

function Row({ found: { buyer, by, handles } }: { found: FoundBuyer }) {
  const { t } = useTranslation();
  const about = [buyer.phone, buyer.email, buyer.external_id].filter(Boolean).join(' · ');
  return (
    <>
      <span className="u">
        <b className="ell">{buyer.name ?? t('buyers.unnamed')}</b>
        {buyer.level && <span className="tag line">{buyer.level}</span>}
        {buyer.recognised && <Icon name="shield" small />}
        <span className="tag">{t(`buyers.by.${by}`)}</span>
      </span>
      <span className="meta ell num">
        {about || handles.map((one) => `${one.inbox} ${one.value}`).join(' · ') || '—'}
      </span>
    </>
  );
}
