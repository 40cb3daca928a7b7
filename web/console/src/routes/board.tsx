import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { shopsQuery } from '../app/queries';
import { Board } from '../features/board/board';
import { BoardWall } from '../features/board/wall';
import '../features/board/board.css';
import '../features/metrics/metrics.css';

/** What goes on at this moment: on a page, or on a wall. */
export function BoardPage() {
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
    />
  );
}
