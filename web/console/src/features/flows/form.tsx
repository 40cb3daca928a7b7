import { api, type Definition, data } from '@miaohui/client';
import { AreaField, CheckField, ManyField, TextField } from '@miaohui/ui/field';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { DryRun } from './dry-run';

type Step = Definition['steps'][number];
type Said = 'say' | 'sms';

const STARTERS = ['agent', 'bot', 'key'] as const;
const RULES = ['asked', 'parcel_stuck'] as const;
const LANGUAGES = ['zh', 'en'] as const;

interface Props {
  shop: string;
  currency: string;
  flow: Definition;
  onClose: () => void;
}

/** What a shop changes about a flow: its name, who may start it, its words, and how long it waits. */
export function FlowForm({ shop, currency, flow, onClose }: Props) {
  const { t } = useTranslation();
  const [now, setNow] = useState(flow);
  const change = (by: Partial<Definition>) => setNow((before) => ({ ...before, ...by }));
  const step = (key: string, by: Partial<Step>) =>
    change({ steps: now.steps.map((one) => (one.key === key ? { ...one, ...by } : one)) });
  return (
    <FormDialog
      wide
      title={t('flows.edit.title')}
      save={() =>
        data(
          api.PUT('/api/v1/shops/{shop}/flows/{flow}', {
            params: { path: { shop, flow: flow.key } },
            body: now,
          }),
        )
      }
      changes={[keys.of('flows', shop)]}
      fields={['title', 'starters']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <CheckField
            label={t('flows.edit.enabled')}
            checked={now.enabled !== false}
            onChange={(event) => change({ enabled: event.target.checked })}
          />
          <div className="two">
            {LANGUAGES.map((lang) => (
              <TextField
                key={lang}
                label={t(`flows.edit.title_${lang}`)}
                value={now.title[lang]}
                error={error('title')}
                onChange={(event) => change({ title: { ...now.title, [lang]: event.target.value } })}
              />
            ))}
          </div>
          <ManyField
            label={t('flows.edit.starters')}
            error={error('starters')}
            options={STARTERS.map((value) => ({ value, label: t(`flows.starter.${value}`) }))}
            value={now.starters}
            onChange={(starters) => change({ starters: starters as Definition['starters'] })}
          />
          <ManyField
            label={t('flows.edit.rules')}
            options={RULES.map((value) => ({ value, label: t(`flows.rule.${value}`) }))}
            value={now.rules ?? []}
            onChange={(rules) => change({ rules: rules as NonNullable<Definition['rules']> })}
          />
          {now.steps.map((one) => (
            <StepFields key={one.key} step={one} onChange={(by) => step(one.key, by)} />
          ))}
          <DryRun shop={shop} currency={currency} flow={now} />
        </>
      )}
    </FormDialog>
  );
}

function StepFields({ step, onChange }: { step: Step; onChange: (by: Partial<Step>) => void }) {
  const { t, i18n } = useTranslation();
  const zh = i18n.language.startsWith('zh');
  const kind: Said | undefined = step.say ? 'say' : step.sms ? 'sms' : undefined;
  const text = kind && step[kind];
  const { wait } = step;
  if (!text && !wait) return null;
  return (
    <section className="flow-edit-step">
      <h3>{zh ? step.title.zh : step.title.en}</h3>
      {kind &&
        text &&
        LANGUAGES.map((lang) => (
          <AreaField
            key={lang}
            label={t(`flows.edit.${kind}_${lang}`)}
            value={text[lang]}
            onChange={(event) => onChange({ [kind]: { ...text, [lang]: event.target.value } })}
          />
        ))}
      {wait && (
        <TextField
          label={t('flows.edit.days')}
          type="number"
          min={1}
          max={90}
          value={wait.days}
          onChange={(event) => onChange({ wait: { ...wait, days: event.target.valueAsNumber || 1 } })}
        />
      )}
    </section>
  );
}
