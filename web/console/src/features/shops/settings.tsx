import { api, data, type Shop, type ShopSettings } from '@miaohui/client';
import { CheckField, SelectField, TextField } from '@miaohui/ui/field';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { Hours } from '../../app/hours';
import { keys } from '../../app/keys';
import { LoadedDialog } from '../../app/loaded-dialog';
import { RECEPTION_FIELDS, ReceptionFields } from './reception';
import { RETURN_FIELDS, ReturnFields } from './returns';
import { ROUTING_FIELDS, RoutingFields } from './routing';
import { UrgencyRules } from './urgency-rules';

type Props = { shop: Shop; onClose: () => void };

/** Everything about a shop that can be set. */
export function SettingsDialog({ shop, onClose }: Props) {
  const { t } = useTranslation();
  const asked = useQuery({
    queryKey: keys.of('settings', shop.id),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/settings', { params: { path: { shop: shop.id } } })),
    gcTime: 0,
  });
  return (
    <LoadedDialog wide title={t('shops.settings', { name: shop.name })} asked={asked} onClose={onClose}>
      {(settings) => <Form shop={shop} stored={settings} onClose={onClose} />}
    </LoadedDialog>
  );
}

function Form({ shop, stored, onClose }: Props & { stored: ShopSettings }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(stored as Required<ShopSettings>);
  const change = (by: Partial<ShopSettings>) => setNow((before) => ({ ...before, ...by }));
  const bot = now.bot as Required<NonNullable<ShopSettings['bot']>>;
  const answer = now.answer_within_seconds;
  const promise = now.promise as Required<NonNullable<ShopSettings['promise']>>;
  const number = (label: string, value: number, set: (value: number) => void, error?: string, step = 1) => (
    <TextField
      label={label}
      type="number"
      required
      min={0}
      step={step}
      value={value}
      error={error}
      onChange={(event) => set(event.target.valueAsNumber || 0)}
    />
  );
  const botNumber = (
    name: 'burst_quiet_ms' | 'answer_at' | 'offer_at' | 'order_tries',
    label: string,
    step: number,
    error?: string,
  ) => number(label, bot[name], (value) => change({ bot: { ...bot, [name]: value } }), error, step);
  return (
    <FormDialog
      wide
      title={t('shops.settings', { name: shop.name })}
      save={() =>
        data(api.PUT('/api/v1/shops/{shop}/settings', { params: { path: { shop: shop.id } }, body: now }))
      }
      changes={[keys.of('settings', shop.id)]}
      fields={[
        'people_hours',
        'answer_at',
        'offer_at',
        'bot.answer_at',
        'bot.offer_at',
        'gap_weekly_limit',
        'gap_due_days',
        ...RECEPTION_FIELDS,
        ...RETURN_FIELDS,
        ...ROUTING_FIELDS,
        'urgency_rules',
        'promise.remind_minutes',
        'promise.holding_minutes',
      ]}
      onClose={onClose}
    >
      {(error) => (
        <>
          <Hours
            label={t('shops.hours')}
            hours={now.people_hours}
            error={error('people_hours')}
            onChange={(people_hours) => change({ people_hours })}
          />
          <CheckField
            label={t('shops.bot_enabled')}
            checked={bot.enabled}
            onChange={(event) => change({ bot: { ...bot, enabled: event.target.checked } })}
          />
          <div className="two">
            <TextField
              label={t('shops.bot_zh')}
              value={bot.name.zh}
              onChange={(event) => change({ bot: { ...bot, name: { ...bot.name, zh: event.target.value } } })}
            />
            <TextField
              label={t('shops.bot_en')}
              value={bot.name.en}
              onChange={(event) => change({ bot: { ...bot, name: { ...bot.name, en: event.target.value } } })}
            />
            <SelectField
              label={t('shops.urgency_preset')}
              value={now.urgency_preset}
              options={[
                { value: 'A', label: t('shops.urgency_a') },
                { value: 'B', label: t('shops.urgency_b') },
              ]}
              onChange={(event) =>
                change({ urgency_preset: event.target.value as ShopSettings['urgency_preset'] })
              }
            />
            {number(t('shops.urgent'), answer.urgent, (urgent) =>
              change({ answer_within_seconds: { ...answer, urgent } }),
            )}
            {number(t('shops.important'), answer.important, (important) =>
              change({ answer_within_seconds: { ...answer, important } }),
            )}
            {number(t('shops.normal'), answer.normal, (normal) =>
              change({ answer_within_seconds: { ...answer, normal } }),
            )}
            {number(t('shops.handling'), now.usual_handling_seconds, (usual_handling_seconds) =>
              change({ usual_handling_seconds }),
            )}
            {botNumber('answer_at', t('shops.answer_at'), 0.01, error('answer_at') ?? error('bot.answer_at'))}
            {botNumber('offer_at', t('shops.offer_at'), 0.01, error('offer_at') ?? error('bot.offer_at'))}
            {botNumber('burst_quiet_ms', t('shops.burst'), 1)}
            {botNumber('order_tries', t('shops.tries'), 1)}
            {number(t('shops.unedited'), now.unedited_snippets_warn, (unedited_snippets_warn) =>
              change({ unedited_snippets_warn }),
            )}
            {number(t('shops.reopen'), now.reopen_within_minutes, (reopen_within_minutes) =>
              change({ reopen_within_minutes }),
            )}
            {number(t('shops.idle'), now.bot_idle_minutes, (bot_idle_minutes) =>
              change({ bot_idle_minutes }),
            )}
            {number(
              t('shops.gap_weekly_limit'),
              now.gap_weekly_limit,
              (gap_weekly_limit) => change({ gap_weekly_limit }),
              error('gap_weekly_limit'),
            )}
            {number(
              t('shops.gap_due_days'),
              now.gap_due_days,
              (gap_due_days) => change({ gap_due_days }),
              error('gap_due_days'),
            )}
            {number(
              t('shops.promise_remind'),
              promise.remind_minutes,
              (remind_minutes) => change({ promise: { ...promise, remind_minutes } }),
              error('promise.remind_minutes'),
            )}
            {number(
              t('shops.promise_holding'),
              promise.holding_minutes,
              (holding_minutes) => change({ promise: { ...promise, holding_minutes } }),
              error('promise.holding_minutes'),
            )}
          </div>
          <ReceptionFields bot={bot} error={error} onChange={(by) => change({ bot: { ...bot, ...by } })} />
          <UrgencyRules
            shop={shop}
            rules={now.urgency_rules ?? []}
            onChange={(urgency_rules) => change({ urgency_rules })}
          />
          <RoutingFields
            routing={now.routing as Parameters<typeof RoutingFields>[0]['routing']}
            error={error}
            onChange={(routing) => change({ routing })}
          />
          <ReturnFields returns={now.returns} error={error} onChange={(returns) => change({ returns })} />
        </>
      )}
    </FormDialog>
  );
}
