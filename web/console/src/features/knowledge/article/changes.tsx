import type { Product } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { Difference } from './difference';
import type { Facts } from './facts';
import { spoken } from './spoken';

/** Field by field, what is different between two versions. */
export function Changes({ before, after, products }: { before: Facts; after: Facts; products: Product[] }) {
  const { t, i18n } = useTranslation();
  const earlier = new Map(spoken(before, t, i18n.language, products));
  const changed = spoken(after, t, i18n.language, products).filter(
    ([field, text]) => earlier.get(field) !== text,
  );
  if (changed.length === 0) return <p className="meta">{t('articles.no_difference')}</p>;
  return (
    <dl className="reading">
      {changed.map(([field, text]) => (
        <div key={field}>
          <dt>{t(`articles.${field}`)}</dt>
          <dd>
            <Difference before={earlier.get(field) ?? ''} after={text} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
