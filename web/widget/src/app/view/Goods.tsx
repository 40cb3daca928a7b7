import type { Card } from '../contract';
import { texts } from '../i18n';
import { safe } from '../linkify';
import { price } from '../price';

/** A product that an answer is about. */
export function Goods({ card, currency }: { card: Card; currency: string | undefined }) {
  const image = safe(card.image);
  return (
    <a class="goods" href={safe(card.url)} target="_blank" rel="noopener noreferrer">
      {image && <img src={image} alt="" loading="lazy" referrerpolicy="no-referrer" />}
      <span>
        <b>{card.title}</b>
        {card.price !== null && currency && texts().from(price(card.price, currency))}
      </span>
    </a>
  );
}
