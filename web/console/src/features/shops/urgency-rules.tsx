import type { ShopSettings } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { SelectField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { intentsZh } from '../../i18n/intents';

type Rule = NonNullable<ShopSettings['urgency_rules']>[number];

const INTENTS = Object.keys(intentsZh);
const EMOTIONS = ['positive', 'neutral', 'anxious', 'dissatisfied'];
const STAGES = ['pre', 'unpaid', 'unshipped', 'in_transit', 'received', 'after_sale'];
const URGENCIES = ['urgent', 'important', 'normal'];

interface Props {
  rules: Rule[];
  onChange: (rules: Rule[]) => void;
}

/** How urgent is what the preset ranks otherwise; the first that fits holds. */
export function UrgencyRules({ rules, onChange }: Props) {
  const { t } = useTranslation();
  const change = (at: number, by: Partial<Rule>) =>
    onChange(rules.map((rule, other) => (other === at ? { ...rule, ...by } : rule)));
  const choice = (
    label: string,
    words: string[],
    value: string | null | undefined,
    set: (to: string | null) => void,
    of: string,
  ) => (
    <SelectField
      label={label}
      value={value ?? ''}
      options={[
        { value: '', label: t('routing.any') },
        ...words.map((word) => ({ value: word, label: t(`${of}.${word}`) })),
      ]}
      onChange={(event) => set(event.target.value || null)}
    />
  );
  return (
    <fieldset className="field">
      <legend>{t('routing.rules')}</legend>
      <p className="meta">{t('routing.rules_about')}</p>
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is known by its place
        <div key={at} className="two">
          {choice(
            t('routing.rule_intent'),
            INTENTS,
            rule.intent,
            (intent) => change(at, { intent }),
            'intent',
          )}
          {choice(
            t('routing.rule_emotion'),
            EMOTIONS,
            rule.emotion,
            (emotion) => change(at, { emotion }),
            'emotion',
          )}
          {choice(t('routing.rule_stage'), STAGES, rule.stage, (stage) => change(at, { stage }), 'stage')}
          <SelectField
            label={t('routing.rule_urgency')}
            value={rule.urgency}
            options={URGENCIES.map((word) => ({ value: word, label: t(`urgency.${word}`) }))}
            onChange={(event) => change(at, { urgency: event.target.value })}
          />
          <IconButton
            icon="close"
            label={t('routing.rule_remove', { n: at + 1 })}
            onClick={() => onChange(rules.filter((_, other) => other !== at))}
          />
        </div>
      ))}
      <Button onClick={() => onChange([...rules, { urgency: 'urgent' }])}>{t('routing.rule_add')}</Button>
    </fieldset>
  );
}
