import type { ArticleInput, Product } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { safe } from '../../../app/address';
import { whole } from '../article/facts';
import { spoken } from '../article/spoken';

const ADDRESSES = new Set(['link', 'image', 'video']);

/** An article for those who may not change it. */
export function Reading({ article, products }: { article: ArticleInput; products: Product[] }) {
  const { t, i18n } = useTranslation();
  const said = spoken(whole(article), t, i18n.language, products).filter(([, text]) => text !== '');
  return (
    <dl className="reading">
      {said.map(([field, text]) => (
        <div key={field}>
          <dt>{t(`articles.${field}`)}</dt>
          <dd>
            {ADDRESSES.has(field) && safe(text) ? (
              <a href={safe(text)} target="_blank" rel="noreferrer">
                {text}
              </a>
            ) : (
              text
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
