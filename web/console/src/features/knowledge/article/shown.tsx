import type { Product } from '@miaohui/client';
import { TextField } from '@miaohui/ui/field';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { sayProduct } from './spoken';

/** What is shown under an answer. */
export interface Shown {
  link?: string | null;
  image?: string | null;
  video?: string | null;
  card?: string | null;
}

const ADDRESSES = ['link', 'image', 'video'] as const;

interface Props {
  value: Shown;
  onChange: (change: Shown) => void;
  error?: (field: string) => string | undefined;
  products: Product[];
}

/** A link, a picture, a film and a product to be shown under an answer. */
export function ShownFields({ value, onChange, error, products }: Props) {
  const { t } = useTranslation();
  const list = useId();
  return (
    <div className="halves">
      {ADDRESSES.map((field) => (
        <TextField
          key={field}
          label={t(`articles.${field}`)}
          type="url"
          placeholder="https://"
          value={value[field] ?? ''}
          error={error?.(field)}
          onChange={(event) => onChange({ [field]: event.target.value || null })}
        />
      ))}
      <div>
        <TextField
          label={t('articles.card')}
          list={list}
          placeholder={t('articles.pick_product')}
          value={value.card ?? ''}
          hint={value.card ? sayProduct(value.card, products) : undefined}
          error={error?.('card')}
          onChange={(event) => onChange({ card: event.target.value || null })}
        />
        <datalist id={list}>
          {products.map(({ product_id, title }) => (
            <option key={product_id} value={product_id}>
              {title}
            </option>
          ))}
        </datalist>
      </div>
    </div>
  );
}
