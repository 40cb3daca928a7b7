import type { Conditions, Product } from '@miaohui/client';
import { ManyField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { ReachField } from './reach';

const STAGES = ['pre', 'unpaid', 'unshipped', 'in_transit', 'received', 'after_sale'];
const CHANNELS: Conditions['channels'] = ['webchat', 'api'];
const LANGUAGES: Conditions['languages'] = ['zh', 'en'];

interface Props {
  value: Conditions;
  onChange: (value: Conditions) => void;
  products: Product[];
}

/** When something is told. What is left empty asks for nothing. */
export function ConditionFields({ value, onChange, products }: Props) {
  const { t } = useTranslation();
  const set = (change: Partial<Conditions>) => onChange({ ...value, ...change });
  return (
    <div className="stack">
      <ManyField
        label={t('articles.stages')}
        options={STAGES.map((stage) => ({ value: stage, label: t(`stage.${stage}`) }))}
        value={value.stages}
        onChange={(stages) => set({ stages })}
      />
      <div className="halves">
        <TextField
          label={t('articles.levels')}
          hint={t('articles.levels_about')}
          value={value.levels.join('，')}
          onChange={(event) => set({ levels: event.target.value ? event.target.value.split(/[,，]/) : [] })}
        />
        <div className="halves">
          <ManyField
            label={t('articles.channel')}
            options={CHANNELS.map((one) => ({ value: one, label: t(`articles.channels.${one}`) }))}
            value={value.channels}
            onChange={(channels) => set({ channels: channels as Conditions['channels'] })}
          />
          <ManyField
            label={t('articles.languages')}
            options={LANGUAGES.map((one) => ({ value: one, label: t(`articles.lang.${one}`) }))}
            value={value.languages}
            onChange={(languages) => set({ languages: languages as Conditions['languages'] })}
          />
        </div>
      </div>
      <ReachField
        label={t('articles.products')}
        products={products}
        value={value.products}
        onChange={(chosen) => set({ products: chosen })}
      />
    </div>
  );
}
