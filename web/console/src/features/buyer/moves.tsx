import type { MovedCount } from '@miaohui/client';
import { useTranslation } from 'react-i18next';

/** How much of each kind moves. */
export function Moves({ moves }: { moves: MovedCount[] }) {
  const { t } = useTranslation();
  return (
    <ul className="moves">
      {moves.map((one) => (
        <li key={one.what}>
          <span className="tag">{t(`buyers.moved.${one.what}`, { n: one.count })}</span>
        </li>
      ))}
    </ul>
  );
}
