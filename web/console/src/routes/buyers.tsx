import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { Empty } from '@miaohui/ui/state';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { BuyerPane } from '../features/buyer/buyer';
import { FindBuyers } from '../features/buyer/find-buyers';

/** Buyers by whatever is known of them, and the one who was chosen beside. */
export function BuyersPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/buyers' });
  const navigate = useNavigate();
  const look = useCallback(
    (q: string) => void navigate({ to: '/buyers', search: { q: q || undefined }, replace: true }),
    [navigate],
  );
  const show = (id: string | undefined) =>
    void navigate({ to: '/buyers', search: { ...search, id }, replace: true });
  return (
    <div className={search.id ? 'buyers-page one' : 'buyers-page'}>
      <main>
        <div className="in">
          <h1>{t('buyers.title')}</h1>
          <p className="meta">{t('buyers.lead')}</p>
          <FindBuyers
            q={search.q ?? ''}
            onQuery={look}
            chosen={search.id}
            label={t('buyers.search')}
            onChoose={(found) => show(found.buyer.id)}
          />
        </div>
      </main>
      <div className="shown">
        {search.id ? (
          <>
            <Button className="back" onClick={() => show(undefined)}>
              <Icon name="back" small />
              {t('buyers.back')}
            </Button>
            <BuyerPane
              key={search.id}
              id={search.id}
              onOpen={(c) => void navigate({ to: '/', search: { c } })}
            />
          </>
        ) : (
          <aside className="pane buyer" aria-label={t('buyer.title')}>
            <Empty icon="search" title={t('buyers.none_chosen')} />
          </aside>
        )}
      </div>
    </div>
  );
}
