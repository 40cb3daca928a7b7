import type { Shop } from '@miaohui/client';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportsSearch } from '../../app/router';
import { intentIds } from '../../i18n/intents';
import { DAYS, USUAL_DAYS } from './asked';

interface Props {
  shops: Shop[];
  agents: Shop['colleagues'];
  search: ReportsSearch;
  onSearch: (changed: Partial<ReportsSearch>) => void;
}

/** Which conversations: when they began, and what they have in common. */
export function Filters({ shops, agents, search, onSearch }: Props) {
  const { t } = useTranslation();
  const custom = Boolean(search.from && search.to);
  const today = new Date().toLocaleDateString('sv');
  return (
    <search className="asked-by">
      <Choice
        name={t('reports.window')}
        value={custom ? 'custom' : String(search.days ?? USUAL_DAYS)}
        options={[
          ...DAYS.map((n) => [String(n), n === 1 ? t('reports.today') : t('reports.days', { n })] as const),
          ['custom', t('reports.custom')] as const,
        ]}
        onChange={(value) =>
          value === 'custom'
            ? onSearch({ from: today, to: today, days: undefined })
            : onSearch({ from: undefined, to: undefined, days: Number(value) })
        }
      />
      {custom &&
        (['from', 'to'] as const).map((end) => (
          <label key={end}>
            <span className="meta">{t(`reports.${end}`)}</span>
            <input
              type="date"
              className="input"
              required
              value={search[end]}
              max={today}
              onChange={(event) => event.target.value && onSearch({ [end]: event.target.value })}
            />
          </label>
        ))}
      {shops.length > 1 && (
        <Choice
          name={t('settings.shop')}
          value={search.shop ?? ''}
          options={[['', t('reports.all')], ...shops.map(({ id, name }) => [id, name] as const)]}
          onChange={(shop) => onSearch({ shop: shop || undefined })}
        />
      )}
      <Choice
        name={t('reports.agent')}
        value={search.agent ?? ''}
        options={[['', t('reports.all')], ...agents.map(({ id, name }) => [id, name] as const)]}
        onChange={(agent) => onSearch({ agent: agent || undefined })}
      />
      <Choice
        name={t('reports.channel')}
        value={search.channel ?? ''}
        options={[
          ['', t('reports.all')],
          ['webchat', t('inboxes.webchat')],
          ['api', t('inboxes.api')],
        ]}
        onChange={(channel) => onSearch({ channel: channel || undefined })}
      />
      <Choice
        name={t('reports.intent')}
        value={search.intent ?? ''}
        options={[['', t('reports.all')], ...intentIds.map((id) => [id, t(`intent.${id}`)] as const)]}
        onChange={(intent) => onSearch({ intent: intent || undefined })}
      />
      <Choice
        name={t('reports.urgency')}
        value={search.urgency ?? ''}
        options={[
          ['', t('reports.all')],
          ...(['urgent', 'important', 'normal'] as const).map((one) => [one, t(`urgency.${one}`)] as const),
        ]}
        onChange={(urgency) => onSearch({ urgency: urgency || undefined })}
      />
    </search>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  options: (readonly [value: string, name: string])[];
  onChange: (value: string) => void;
}

function Choice({ name, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <label htmlFor={id}>
      <span className="meta">{name}</span>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([one, told]) => (
          <option key={one} value={one}>
            {told}
          </option>
        ))}
      </select>
    </label>
  );
}
