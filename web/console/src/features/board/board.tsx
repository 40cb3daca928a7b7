import type { Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import { People } from './people';
import { boardQuery } from './queries';
import { Sums } from './sums';
import { Waits } from './waits';

interface Props {
  shops: Shop[];
  /** All of them when there is none. */
  shop: Shop | undefined;
  onShop: (id: string | undefined) => void;
  onWall: () => void;
  /** The numbers that platforms hold against the shops. */
  children: ReactNode;
}

/** Who waits, and what everybody has in hand. */
export function Board({ shops, shop, onShop, onWall, children }: Props) {
  const { t } = useTranslation();
  const { data: board, ...found } = useQuery(boardQuery(shop?.id));
  return (
    <main className="page">
      <div className="in metrics">
        <div className="line">
          <h1>{t('board.title')}</h1>
          <span className="line end">
            {shops.length > 1 && (
              <select
                className="input narrow"
                aria-label={t('settings.shop')}
                value={shop?.id ?? ''}
                onChange={(event) => onShop(event.target.value || undefined)}
              >
                <option value="">{t('board.all_shops')}</option>
                {shops.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            )}
            <Button icon="table" onClick={onWall}>
              {t('board.wall')}
            </Button>
          </span>
        </div>
        <p className="meta">{t('board.lead')}</p>
        {found.isError && !board && <Failed error={found.error} again={found.refetch} />}
        {found.isPending && <Skeleton lines={6} label={t('common.loading')} />}
        {board && (
          <>
            <Sums board={board} shops={shops} />
            <People people={board.people} />
            <Waits board={board} shops={shops} />
          </>
        )}
        {children}
      </div>
    </main>
  );
}
