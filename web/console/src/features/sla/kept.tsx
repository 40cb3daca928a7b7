import type { Shop, SlaKept } from '@miaohui/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../app/panel';
import { timeIn, tookIn } from '../../app/times';
import { figure, percent } from '../../i18n/format';
import { targetName, tongue } from './in-words';
import { LateIn } from './late-in';
import { keptQuery } from './queries';
import { WINDOWS } from './windows';

/** How a shop kept its targets: of each the share that was late, and where. */
export function KeptPart({ shop }: { shop: Shop }) {
  const { t, i18n } = useTranslation();
  const [days, setDays] = useState(30);
  const [agent, setAgent] = useState('');
  const { data: found, ...rest } = useQuery(keptQuery(shop.id, days, agent || undefined));
  const rows = found?.kept.filter((one) => one.judged > 0 || one.open > 0);
  return (
    <Panel
      title={t('sla.part.kept')}
      icon="clock"
      list={{ ...rest, data: rows }}
      empty={t('sla.kept_empty')}
      about={t('sla.kept_empty_about')}
      actions={
        <>
          <select
            className="input"
            aria-label={t('sla.person')}
            value={agent}
            onChange={(event) => setAgent(event.target.value)}
          >
            <option value="">{t('sla.all_people')}</option>
            {shop.colleagues.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
          <select
            className="input"
            aria-label={t('sla.window')}
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
          >
            {WINDOWS.map((one) => (
              <option key={one} value={one}>
                {t('sla.last_days', { n: one })}
              </option>
            ))}
          </select>
        </>
      }
      tools={
        found && (
          <p className="meta">{t('sla.kept_about', { n: figure(found.conversations, i18n.language) })}</p>
        )
      }
    >
      {(kept) => (
        <table className="table kept-table">
          <thead>
            <tr>
              <th>{t('sla.rule')}</th>
              <th>{t('sla.target')}</th>
              <th className="right">{t('sla.judged')}</th>
              <th className="right">{t('sla.late')}</th>
              <th>{t('sla.late_share')}</th>
              <th className="right">{t('sla.open')}</th>
              <th className="right">{t('sla.median')}</th>
              <th className="right">{t('sla.p90')}</th>
            </tr>
          </thead>
          <tbody>
            {kept.map((one, at) => (
              <Row
                key={`${one.version} ${one.rule} ${one.metric} ${one.reply}`}
                kept={one}
                before={kept[at - 1]}
              />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({ kept, before }: { kept: SlaKept; before: SlaKept | undefined }) {
  const { t, i18n } = useTranslation();
  const took = (seconds: number | null | undefined) => (seconds == null ? '–' : tookIn(seconds, t));
  const name = kept.name[tongue(i18n.language)];
  const target = targetName(kept.metric, kept.reply, t);
  const same = before?.version === kept.version && before.rule === kept.rule;
  const share = kept.late_share;
  return (
    <tr className={same ? 'goes-on' : undefined}>
      <td>
        {!same && name}
        {!same && <p className="meta">{t('sla.version', { n: kept.version })}</p>}
      </td>
      <td>
        {target} <span className="meta">≤ {timeIn(kept.within_seconds, t)}</span>
      </td>
      <td className="num right">{kept.judged}</td>
      <td className="right">
        <LateIn title={`${name} · ${target}`} late={kept.late} conversations={kept.late_in} />
      </td>
      <td>
        {share == null ? (
          '–'
        ) : (
          <span className="share">
            <span className="num">{percent(share, i18n.language)}</span>
            <span className="bar" aria-hidden="true">
              <i style={{ width: `${Math.round(share * 100)}%` }} />
            </span>
          </span>
        )}
      </td>
      <td className="num right">{kept.open}</td>
      <td className="num right">{took(kept.median_seconds)}</td>
      <td className="num right">{took(kept.p90_seconds)}</td>
    </tr>
  );
}
