import type { ShopSettings } from '@miaohui/client';
import { SelectField, TextField } from '@miaohui/ui/field';
import { useTranslation } from 'react-i18next';

type Routing = Required<NonNullable<ShopSettings['routing']>>;

const FIGURES = [
  'wait_bound_seconds',
  'accept_seconds',
  'misses_until_away',
  'return_after_seconds',
  'help_after_seconds',
  'standby_after_seconds',
  'emergency_after_waiting',
  'wrap_up_seconds',
  'breather_seconds',
  'last_agent_days',
  'complaint_cost',
  'usual_value',
] as const;
const WEIGHTS = ['value', 'complaint', 'metric'] as const;
const URGENCIES = ['urgent', 'important', 'normal'] as const;

/** The fields of it that can be wrong. */
export const ROUTING_FIELDS = [
  ...FIGURES,
  ...WEIGHTS.map((name) => `weights.${name}`),
  ...URGENCIES.map((name) => `miss_cost.${name}`),
  'metric',
  'vip_levels',
].map((name) => `routing.${name}`);

interface Props {
  routing: Routing;
  error: (field: string) => string | undefined;
  onChange: (routing: Routing) => void;
}

/** How waiting conversations are ordered and given to people. */
export function RoutingFields({ routing, error, onChange }: Props) {
  const { t } = useTranslation();
  const change = (by: Partial<Routing>) => onChange({ ...routing, ...by });
  const { weights } = routing;
  const figure = (name: string, label: string, value: number, set: (value: number) => void, step = 1) => (
    <TextField
      key={name}
      label={label}
      type="number"
      required
      min={0}
      step={step}
      value={value}
      error={error(`routing.${name}`)}
      onChange={(event) => set(event.target.valueAsNumber || 0)}
    />
  );
  return (
    <fieldset className="field">
      <legend>{t('routing.settings')}</legend>
      <SelectField
        label={t('routing.mode')}
        value={routing.mode}
        options={(['pull', 'push'] as const).map((mode) => ({ value: mode, label: t(`routing.${mode}`) }))}
        onChange={(event) => change({ mode: event.target.value as Routing['mode'] })}
      />
      <div className="two">
        {FIGURES.map((name) =>
          figure(name, t(`routing.${name}`), routing[name], (value) => change({ [name]: value })),
        )}
        {URGENCIES.map((name) =>
          figure(
            `miss_cost.${name}`,
            t('routing.miss_cost', { urgency: t(`urgency.${name}`) }),
            routing.miss_cost[name],
            (value) => change({ miss_cost: { ...routing.miss_cost, [name]: value } }),
          ),
        )}
        {WEIGHTS.map((name) =>
          figure(
            `weights.${name}`,
            t(`routing.weight.${name}`),
            weights[name],
            (value) => change({ weights: { ...weights, [name]: value } }),
            0.1,
          ),
        )}
      </div>
      <TextField
        label={t('routing.metric')}
        hint={t('routing.metric_about')}
        value={routing.metric}
        error={error('routing.metric')}
        onChange={(event) => change({ metric: event.target.value.trim() })}
      />
      <TextField
        label={t('routing.vip_levels')}
        hint={t('routing.vip_levels_about')}
        value={routing.vip_levels.join(', ')}
        error={error('routing.vip_levels')}
        onChange={(event) =>
          change({ vip_levels: event.target.value.split(/[,，]\s*/).filter((one) => one !== '') })
        }
      />
    </fieldset>
  );
}
