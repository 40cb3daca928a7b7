import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { shopsQuery } from '../app/queries';
import { Board } from '../features/board/board';
import { BoardWall } from '../features/board/wall';
import { Overview } from '../features/metrics/overview';
import '../features/board/board.css';
import '../features/metrics/metrics.css';

/** What goes on at this moment: on a page, or on a wall. */
export function BoardPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/board' });
  const navigate = useNavigate();
  const { data: shops = [] } = useQuery(shopsQuery);
  const shop = shops.find((one) => one.id === search.shop);
  const show = (wanted: { shop?: string; wall?: 1 }) => void navigate({ to: '/board', search: wanted });
  if (search.wall) return <BoardWall shop={shop} onLeave={() => show({ shop: shop?.id })} />;
  return (
    <Board
      shops={shops}
      shop={shop}
      onShop={(id) => show({ shop: id })}
      onWall={() => show({ shop: shop?.id, wall: 1 })}
    >
      {(shop ? [shop] : shops).map((one) => (
        <section key={one.id} className="twin" aria-label={`${t('metrics.title')} · ${one.name}`}>
          <h2>
            <Link to="/metrics" search={{ shop: one.id }}>
              {t('metrics.title')}
            </Link>
            {' · '}
            {one.name}
          </h2>
          <Overview shop={one} />
        </section>
      ))}
    </Board>
  );
}
