import type { Product } from '@miaohui/client';
import { AreaField, SelectField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { ConditionFields } from './conditions';
import { asksNothing, type Facts, fieldOf, momentOf } from './facts';
import { Folded } from './folded';
import { ReachField } from './reach';
import { ShownFields } from './shown';
import { sayWhen } from './spoken';
import { VariantFields } from './variants';

/** The fields that can show what is wrong with them. */
export const FIELDS = [
  'question',
  'similar',
  'answer',
  'link',
  'image',
  'video',
  'card',
  'category',
  'scope',
  'valid_from',
  'valid_until',
  'when',
  'variants',
];

interface Props {
  value: Facts;
  onChange: (value: Facts) => void;
  error: (field: string) => string | undefined;
  products: Product[];
}

/** Everything that an article can say. */
export function ArticleFields({ value, onChange, error, products }: Props) {
  const { t } = useTranslation();
  const set = (change: Partial<Facts>) => onChange({ ...value, ...change });
  const options = (group: string, all: string[]) =>
    all.map((one) => ({ value: one, label: t(`articles.${group}.${one}`) }));
  const shown = [value.link, value.image, value.video, value.card].filter(Boolean).length;
  return (
    <div className="stack fields">
      <TextField
        label={t('articles.question')}
        hint={t('articles.question_about')}
        required
        maxLength={300}
        value={value.question}
        error={error('question')}
        onChange={(event) => set({ question: event.target.value })}
      />
      <AreaField
        label={t('articles.similar_count', { n: value.similar.filter((one) => one.trim()).length })}
        rows={Math.min(10, Math.max(3, value.similar.length + 1))}
        placeholder={t('articles.similar_about')}
        value={value.similar.join('\n')}
        error={error('similar')}
        onChange={(event) => set({ similar: event.target.value ? event.target.value.split('\n') : [] })}
      />
      <AreaField
        label={t('articles.answer')}
        required
        rows={6}
        maxLength={4000}
        value={value.answer}
        error={error('answer')}
        onChange={(event) => set({ answer: event.target.value })}
      />
      <Folded
        title={t('articles.shown')}
        told={shown > 0 ? t('common.count', { n: shown }) : undefined}
        wrong={['link', 'image', 'video', 'card'].some(error)}
      >
        <ShownFields value={value} onChange={set} error={error} products={products} />
      </Folded>
      <div className="halves">
        <TextField
          label={t('articles.category')}
          maxLength={60}
          value={value.category}
          error={error('category')}
          onChange={(event) => set({ category: event.target.value })}
        />
        <SelectField
          label={t('articles.kind')}
          hint={value.kind === 'policy' ? t('articles.policy_about') : undefined}
          options={options('kinds', ['answer', 'policy'])}
          value={value.kind}
          onChange={(event) => set({ kind: event.target.value as Facts['kind'] })}
        />
        <SelectField
          label={t('articles.audience')}
          options={options('audiences', ['all', 'agent'])}
          value={value.audience}
          onChange={(event) => set({ audience: event.target.value as Facts['audience'] })}
        />
        <SelectField
          label={t('articles.language')}
          options={[{ value: '', label: t('articles.of_shop') }, ...options('lang', ['zh', 'en'])]}
          value={value.language ?? ''}
          onChange={(event) => set({ language: (event.target.value || null) as Facts['language'] })}
        />
      </div>
      <ReachField
        label={t('articles.scope')}
        hint={value.scope.length === 0 ? t('articles.scope_about') : undefined}
        error={error('scope')}
        products={products}
        value={value.scope}
        onChange={(scope) => set({ scope })}
      />
      <div className="thirds">
        <TextField
          label={t('articles.valid_from')}
          type="datetime-local"
          value={fieldOf(value.valid_from)}
          error={error('valid_from')}
          onChange={(event) => set({ valid_from: momentOf(event.target.value) })}
        />
        <TextField
          label={t('articles.valid_until')}
          type="datetime-local"
          value={fieldOf(value.valid_until)}
          error={error('valid_until')}
          onChange={(event) => set({ valid_until: momentOf(event.target.value) })}
        />
        <SelectField
          label={t('articles.on_expiry')}
          options={options('expiries', ['hide', 'agents'])}
          value={value.on_expiry}
          onChange={(event) => set({ on_expiry: event.target.value as Facts['on_expiry'] })}
        />
      </div>
      <Folded
        title={t('articles.when')}
        told={asksNothing(value.when) ? t('articles.always') : sayWhen(value.when, t, products)}
        wrong={Boolean(error('when'))}
      >
        <ConditionFields value={value.when} onChange={(when) => set({ when })} products={products} />
        {error('when') && (
          <p className="meta red" role="alert">
            {error('when')}
          </p>
        )}
      </Folded>
      <Folded
        title={t('articles.variants')}
        told={value.variants.length > 0 ? t('common.count', { n: value.variants.length }) : t('common.none')}
        wrong={Boolean(error('variants'))}
      >
        <VariantFields
          value={value.variants}
          onChange={(variants) => set({ variants })}
          products={products}
          error={error('variants')}
        />
      </Folded>
    </div>
  );
}
