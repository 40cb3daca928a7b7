import type { Inbox, Shop } from '@miaohui/client';
import { ManyField, SelectField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';
import { intentsZh } from '../../i18n/intents';
import type { CalendarDraft, RuleDraft } from './draft';
import { Steps } from './steps';
import { Targets } from './targets';

const URGENCIES = ['urgent', 'important', 'normal'];
const CHANNELS = ['webchat', 'api'];
const MEDIA = ['chat', 'messenger', 'social', 'email'];
const INTENTS = Object.keys(intentsZh);

interface Props {
  rule: RuleDraft;
  shop: Shop;
  inboxes: Inbox[];
  calendars: CalendarDraft[];
  error: (place: string) => string | undefined;
  onChange: (rule: RuleDraft) => void;
}

/** One rule: what it is called, whom it means, what is promised to them, and what is done when that is late. */
export function RuleForm({ rule, shop, inboxes, calendars, error, onChange }: Props) {
  const { t } = useTranslation();
  const change = (by: Partial<RuleDraft>) => onChange({ ...rule, ...by });
  const many = (name: 'urgency' | 'channels' | 'media' | 'intents', words: string[], of: string) => (
    <ManyField
      label={t(`sla.who.${name}`)}
      options={words.map((value) => ({ value, label: t(`${of}.${value}`) }))}
      value={rule[name]}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <div className="sla-rule stack">
      <div className="cols">
        {(['zh', 'en'] as const).map((lang) => (
          <TextField
            key={lang}
            label={t(`sla.name_${lang}`)}
            required
            maxLength={60}
            value={rule[lang]}
            error={error(`rule.${rule.id}.${lang}`)}
            onChange={(event) => change({ [lang]: event.target.value })}
          />
        ))}
      </div>
      <fieldset className="field group">
        <legend>{t('sla.who.title')}</legend>
        <p className="meta">{t('sla.who.about')}</p>
        <div className="cols">
          {many('urgency', URGENCIES, 'urgency')}
          {many('media', MEDIA, 'sla.medium')}
          {many('channels', CHANNELS, 'inboxes')}
          {inboxes.length > 0 && (
            <ManyField
              label={t('sla.who.inboxes')}
              options={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
              value={rule.inboxes}
              onChange={(value) => change({ inboxes: value })}
            />
          )}
          <TextField
            label={t('sla.who.levels')}
            hint={t('sla.who.levels_about')}
            value={rule.levels}
            onChange={(event) => change({ levels: event.target.value })}
          />
          <TextField
            label={t('sla.who.worth', { currency: shop.currency })}
            inputMode="decimal"
            value={rule.worth}
            error={error(`rule.${rule.id}.worth`)}
            onChange={(event) => change({ worth: event.target.value })}
          />
          <SelectField
            label={t('sla.who.buyer')}
            value={rule.buyer}
            options={[
              { value: '', label: t('sla.buyer_any') },
              { value: 'new', label: t('sla.buyer_new') },
              { value: 'known', label: t('sla.buyer_known') },
            ]}
            onChange={(event) => change({ buyer: event.target.value as RuleDraft['buyer'] })}
          />
        </div>
        <details>
          <summary>{t('sla.who.intents_chosen', { n: rule.intents.length })}</summary>
          {many('intents', INTENTS, 'intent')}
        </details>
      </fieldset>
      <Targets
        targets={rule.targets}
        calendars={calendars}
        error={error}
        onChange={(targets) => change({ targets })}
      />
      <Steps
        steps={rule.steps}
        wrong={error(`rule.${rule.id}.steps`)}
        error={error}
        onChange={(steps) => change({ steps })}
      />
    </div>
  );
}
