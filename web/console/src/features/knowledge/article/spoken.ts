import type { Conditions, Product, Reach } from '@miaohui/client';
import type { TFunction } from 'i18next';
import { asksNothing, type Facts, reached } from './facts';

/** What a person reads of an article: fields in reading order, each as one text; empty ones too. */
export function spoken(
  facts: Facts,
  t: TFunction,
  language: string,
  products: Product[],
): [string, string][] {
  const at = (moment: string | null) =>
    moment
      ? new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(
          new Date(moment),
        )
      : '';
  const variants = facts.variants.map((variant) =>
    [
      `${sayWhen(variant.when, t, products)}`,
      variant.answer,
      ...[variant.link, variant.image, variant.video, variant.card].filter(Boolean),
    ].join('\n'),
  );
  return [
    ['question', facts.question],
    ['similar', facts.similar.join('\n')],
    ['answer', facts.answer],
    ['link', facts.link ?? ''],
    ['image', facts.image ?? ''],
    ['video', facts.video ?? ''],
    ['card', facts.card ? sayProduct(facts.card, products) : ''],
    ['category', facts.category],
    ['scope', sayScope(facts.scope, t, products)],
    ['language', facts.language ? t(`articles.lang.${facts.language}`) : ''],
    ['audience', t(`articles.audiences.${facts.audience}`)],
    ['kind', t(`articles.kinds.${facts.kind}`)],
    ['valid_from', at(facts.valid_from)],
    ['valid_until', at(facts.valid_until)],
    ['on_expiry', facts.valid_until ? t(`articles.expiries.${facts.on_expiry}`) : ''],
    ['when', asksNothing(facts.when) ? '' : sayWhen(facts.when, t, products)],
    ['variants', variants.join('\n\n')],
  ];
}

const between = (t: TFunction, texts: string[]) => texts.join(t('articles.between'));

export function sayScope(scope: Reach[], t: TFunction, products: Product[]): string {
  if (scope.length === 0) return t('articles.everything');
  return between(
    t,
    scope.map((reach) => sayReach(reach, t, products)),
  );
}

export function sayReach(reach: Reach, t: TFunction, products: Product[]): string {
  const [kind, name] = reached(reach);
  if (kind === 'category') return t('articles.of_category', { name });
  if (kind === 'product') return sayProduct(name, products);
  const product = products.find(({ skus }) => skus.some(({ sku_id }) => sku_id === name));
  const options = product?.skus.find(({ sku_id }) => sku_id === name)?.options ?? [];
  return product ? `${product.title} ${options.join(' ')}` : name;
}

export function sayProduct(id: string, products: Product[]): string {
  return products.find(({ product_id }) => product_id === id)?.title ?? id;
}

/** The conditions as one line. */
export function sayWhen(when: Conditions, t: TFunction, products: Product[]): string {
  const parts = [
    between(
      t,
      when.stages.map((stage) => t(`stage.${stage}`)),
    ),
    between(t, when.levels),
    between(
      t,
      when.channels.map((channel) => t(`articles.channels.${channel}`)),
    ),
    between(
      t,
      when.products.map((reach) => sayReach(reach, t, products)),
    ),
    between(
      t,
      when.languages.map((language) => t(`articles.lang.${language}`)),
    ),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
