import type { Product, Reach } from '@miaohui/client';
import { IconButton } from '@miaohui/ui/button';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ReachKind, reached, reachOf } from './facts';
import { sayReach } from './spoken';

const KINDS: ReachKind[] = ['category', 'product', 'sku'];
/** Names that are offered while one is being typed. */
const OFFERED = 40;

interface Props {
  label: string;
  hint?: string;
  error?: string;
  products: Product[];
  value: Reach[];
  onChange: (value: Reach[]) => void;
}

/** Categories, products and variants that something is about. */
export function ReachField({ label, hint, error, products, value, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [kind, setKind] = useState<ReachKind>('product');
  const [typed, setTyped] = useState('');
  const names = namesOf(kind, products);
  const wish = typed.trim().toLowerCase();
  const near = names
    .filter(([name, title]) => `${name} ${title}`.toLowerCase().includes(wish))
    .slice(0, OFFERED);
  const add = (name: string) => {
    setTyped('');
    const fresh = value.every((reach) => reached(reach).join() !== [kind, name].join());
    if (name && fresh) onChange([...value, reachOf(kind, name)]);
  };
  const type = (text: string) => {
    // A name that was picked from the list comes at once and whole.
    if (names.some(([name]) => name === text)) add(text);
    else setTyped(text);
  };
  return (
    <fieldset className={error ? 'field bad' : 'field'}>
      <legend>{label}</legend>
      {value.length > 0 && (
        <ul className="reaches">
          {value.map((reach) => (
            <li key={reached(reach).join('/')} className="tag">
              <span className="ell" title={reached(reach)[1]}>
                {sayReach(reach, t, products)}
              </span>
              <IconButton
                icon="close"
                label={t('articles.leave_out', { name: sayReach(reach, t, products) })}
                onClick={() => onChange(value.filter((one) => one !== reach))}
              />
            </li>
          ))}
        </ul>
      )}
      <span className="reach">
        <select
          className="input"
          aria-label={`${label}: ${t('articles.reach')}`}
          value={kind}
          onChange={(event) => setKind(event.target.value as ReachKind)}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t(`articles.reaches.${one}`)}
            </option>
          ))}
        </select>
        <input
          className="input"
          list={id}
          aria-label={`${label}: ${t(`articles.reaches.${kind}`)}`}
          aria-invalid={Boolean(error)}
          placeholder={t('articles.pick')}
          value={typed}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            add(typed.trim());
          }}
        />
        <datalist id={id}>
          {near.map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </datalist>
      </span>
      {(error ?? hint) && (
        <p className={error ? 'meta red' : 'meta'} role={error ? 'alert' : undefined}>
          {error ?? hint}
        </p>
      )}
    </fieldset>
  );
}

/** What can be named, with what people call it. */
function namesOf(kind: ReachKind, products: Product[]): [string, string][] {
  if (kind === 'category') {
    const categories = new Set(products.map(({ category }) => category).filter(Boolean));
    return [...categories].map((category) => [category, '']);
  }
  if (kind === 'product') return products.map(({ product_id, title }) => [product_id, title]);
  return products.flatMap(({ title, skus }) =>
    skus.map(({ sku_id, options }): [string, string] => [sku_id, `${title} ${options.join(' ')}`]),
  );
}
