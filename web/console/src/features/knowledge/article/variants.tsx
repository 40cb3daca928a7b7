import type { Product, Variant } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { AreaField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { ConditionFields } from './conditions';
import { asksNothing, NO_CONDITIONS } from './facts';
import { ShownFields } from './shown';
import { sayWhen } from './spoken';

interface Props {
  value: Variant[];
  onChange: (value: Variant[]) => void;
  products: Product[];
  error?: string;
}

/** Other answers for particular cases, in the order in which they are looked at. */
export function VariantFields({ value, onChange, products, error }: Props) {
  const { t } = useTranslation();
  const put = (at: number, change: Partial<Variant>) =>
    onChange(value.map((one, place) => (place === at ? { ...one, ...change } : one)));
  const sooner = (at: number) =>
    onChange(value.map((one, place) => value[place === at ? at - 1 : place === at - 1 ? at : place] ?? one));
  return (
    <div className="stack">
      <p className="meta">{t('articles.variants_about')}</p>
      {value.map((variant, at) => (
        <section
          // biome-ignore lint/suspicious/noArrayIndexKey: a case has no name but its place
          key={at}
          className="variant stack"
          aria-label={t('articles.variant', { n: at + 1 })}
        >
          <header className="line">
            <b>{t('articles.variant', { n: at + 1 })}</b>
            <span className={asksNothing(variant.when) ? 'meta amber' : 'meta'}>
              {asksNothing(variant.when) ? t('articles.needs_condition') : sayWhen(variant.when, t, products)}
            </span>
            <span className="end line">
              {at > 0 && (
                <Button look="quiet" onClick={() => sooner(at)}>
                  {t('articles.sooner')}
                </Button>
              )}
              <IconButton
                icon="close"
                label={t('articles.leave_out', { name: t('articles.variant', { n: at + 1 }) })}
                onClick={() => onChange(value.filter((_, place) => place !== at))}
              />
            </span>
          </header>
          <AreaField
            label={t('articles.answer')}
            required
            rows={3}
            maxLength={4000}
            value={variant.answer}
            onChange={(event) => put(at, { answer: event.target.value })}
          />
          <ConditionFields value={variant.when} onChange={(when) => put(at, { when })} products={products} />
          <ShownFields value={variant} onChange={(change) => put(at, change)} products={products} />
        </section>
      ))}
      {error && (
        <p className="meta red" role="alert">
          {error}
        </p>
      )}
      <span>
        <Button onClick={() => onChange([...value, { when: NO_CONDITIONS, answer: '' }])}>
          {t('articles.add_variant')}
        </Button>
      </span>
    </div>
  );
}
