import type { Shop, ShopSettings } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { SelectField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { amountOf, written } from '../../app/amount';
import { inboxesQuery } from '../../app/queries';
import { intentsZh } from '../../i18n/intents';

type Rule = NonNullable<ShopSettings['urgency_rules']>[number];

const INTENTS = Object.keys(intentsZh);
const EMOTIONS = ['positive', 'neutral', 'anxious', 'dissatisfied'];
const STAGES = ['pre', 'unpaid', 'unshipped', 'in_transit', 'received', 'after_sale'];
const URGENCIES = ['urgent', 'important', 'normal'];

interface Props {
  shop: Shop;
  rules: Rule[];
  onChange: (rules: Rule[]) => void;
}

/** How urgent is what the preset ranks otherwise; the first that fits holds. */
export function UrgencyRules({ shop, rules, onChange }: Props) {
  const { t } = useTranslation();
  const { data: inboxes = [] } = useQuery(inboxesQuery);
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
            label={t('routing.rule_inbox')}
            value={rule.inbox ?? ''}
            options={[
              { value: '', label: t('routing.any') },
              ...inboxes
                .filter((inbox) => inbox.shop === shop.id)
                .map((inbox) => ({ value: inbox.id, label: inbox.name })),
            ]}
            onChange={(event) => change(at, { inbox: event.target.value || null })}
          />
          <Worth
            currency={shop.currency}
            worth={rule.worth_at_least}
            onChange={(worth_at_least) => change(at, { worth_at_least })}
          />
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

interface WorthProps {
  currency: string;
  worth: number | null | undefined;
  onChange: (worth: number | null) => void;
}

/** What the newest order must come to; nothing where that does not matter. */
function Worth({ currency, worth, onChange }: WorthProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(worth == null ? '' : written(worth, currency));
  const wrong = text.trim() !== '' && amountOf(text, currency) === undefined;
  return (
    <TextField
      label={`${t('routing.rule_worth')} (${currency})`}
      value={text}
      inputMode="decimal"
      placeholder={t('routing.any')}
      error={wrong ? t('routing.rule_worth_wrong') : undefined}
      onChange={(event) => {
        const typed = event.target.value;
        setText(typed);
        const amount = amountOf(typed, currency);
        if (typed.trim() === '') onChange(null);
        else if (amount !== undefined) onChange(amount);
      }}
    />
  );
}
