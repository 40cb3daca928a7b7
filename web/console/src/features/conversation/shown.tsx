import type { Card, Message } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { safe } from '../../app/address';
import { money } from '../../i18n/format';

/** What an answer shows beside its words: a picture, a product, a film, a link. */
export function ShownBelow({ message, currency }: { message: Message; currency: string | undefined }) {
  const { t } = useTranslation();
  const link = safe(message.link);
  const video = safe(message.video);
  return (
    <>
      <Outside address={message.image} className="pic" alt={t('shown.picture')} />
      {message.card && <ProductCard card={message.card} currency={currency} />}
      {video && (
        <a className="leads" href={video} target="_blank" rel="noreferrer" title={video}>
          <Icon name="play" small />
          {t('shown.video')}
        </a>
      )}
      {link && (
        <a className="leads" href={link} target="_blank" rel="noreferrer">
          <Icon name="globe" small />
          <span className="ell">{link}</span>
        </a>
      )}
    </>
  );
}

/** A picture from elsewhere; where it cannot be shown there is nothing. */
function Outside({
  address,
  className,
  alt,
}: {
  address: string | null | undefined;
  className: string;
  alt: string;
}) {
  const [broken, setBroken] = useState(false);
  const image = safe(address);
  if (!image || broken) return null;
  return (
    <span className={className}>
      <img
        src={image}
        alt={alt}
        loading="lazy"
        referrerPolicy="no-referrer"
        onError={() => setBroken(true)}
      />
    </span>
  );
}

function ProductCard({ card, currency }: { card: Card; currency: string | undefined }) {
  const { t, i18n } = useTranslation();
  const url = safe(card.url);
  const priced = typeof card.price === 'number' && currency;
  const inside = (
    <>
      <Outside address={card.image} className="thumb" alt="" />
      <span className="of">
        <b>{card.title}</b>
        {priced && (
          <span className="num">
            {t('shown.from', { price: money({ minor: card.price ?? 0, currency }, i18n.language) })}
          </span>
        )}
      </span>
    </>
  );
  const label = t('shown.product', { title: card.title });
  return url ? (
    <a className="card" href={url} target="_blank" rel="noreferrer" aria-label={label}>
      {inside}
    </a>
  ) : (
    <section className="card" aria-label={label}>
      {inside}
    </section>
  );
}
