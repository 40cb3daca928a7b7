import type { Shop, SlaKept, WhatIf } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty } from '@miaohui/ui/state';
import { useTranslation } from 'react-i18next';
import { timeIn, tookIn } from '../../app/times';
import { figure, percent } from '../../i18n/format';
import { type Compared, compared, difference, type Share, shareOf, sumOf } from './compare';
import { targetName, tongue } from './in-words';
import { LateIn } from './late-in';
import { WINDOWS } from './windows';

interface Props {
  shop: Shop;
  days: number;
  onDays: (days: number) => void;
  busy: boolean;
  result: WhatIf | undefined;
  /** What is written has changed since. */
  stale: boolean;
  onTry: () => void;
}

/** The past as it was, and as it would have been under what is written. */
export function WhatIfPanel({ days, onDays, busy, result, stale, onTry }: Props) {
  const { t, i18n } = useTranslation();
  const title = t('sla.what_if');
  return (
    <aside className="panel stack what-if" aria-label={title} aria-busy={busy}>
      <header>
        <h2>{title}</h2>
        <span className="end line">
          <select
            className="input"
            aria-label={t('sla.window')}
            value={days}
            onChange={(event) => onDays(Number(event.target.value))}
          >
            {WINDOWS.map((one) => (
              <option key={one} value={one}>
                {t('sla.last_days', { n: one })}
              </option>
            ))}
          </select>
          <Button icon="play" disabled={busy} onClick={onTry}>
            {t(busy ? 'sla.trying' : 'sla.try')}
          </Button>
        </span>
      </header>
      {!result && (
        <Empty icon="clock" title={t('sla.what_if_empty')}>
          {t('sla.what_if_about')}
        </Empty>
      )}
      {result && (
        <>
          <p className="meta">
            {t('sla.counted', {
              n: figure(result.conversations, i18n.language),
              time:
                result.took_ms < 1000
                  ? t('sla.unit.ms', { n: result.took_ms })
                  : tookIn(result.took_ms / 1000, t),
            })}
            {stale && <span className="tag amber">{t('sla.stale')}</span>}
          </p>
          <Table result={result} />
        </>
      )}
    </aside>
  );
}

function Table({ result }: { result: WhatIf }) {
  const { t } = useTranslation();
  const rows = compared(result);
  return (
    <table className="table compared">
      <thead>
        <tr>
          <th />
          <th className="right">{t('sla.judged')}</th>
          <th className="right">{t('sla.late')}</th>
          <th className="right">{t('sla.late_share')}</th>
          <th className="right">{t('sla.median')}</th>
          <th className="right">{t('sla.p90')}</th>
        </tr>
      </thead>
      <Sum held={sumOf(result.held)} would={sumOf(result.would)} />
      {rows.map((row) => (
        <OneTarget key={row.key} row={row} />
      ))}
    </table>
  );
}

/** All targets together. */
function Sum({ held, would }: { held: Share; would: Share }) {
  const { t, i18n } = useTranslation();
  const line = (name: string, sum: Share) => {
    const share = shareOf(sum);
    return (
      <tr>
        <td>{name}</td>
        <td className="num right">{sum.judged}</td>
        <td className="num right">{sum.late}</td>
        <td className="num right">{share === undefined ? '–' : percent(share, i18n.language)}</td>
        <td />
        <td />
      </tr>
    );
  };
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={5}>
          {t('sla.all_targets')}
        </th>
        <td className="right">
          <Difference by={difference(shareOf(held), shareOf(would))} />
        </td>
      </tr>
      {line(t('sla.held'), held)}
      {line(t('sla.would'), would)}
    </tbody>
  );
}

function OneTarget({ row: { held, would } }: { row: Compared }) {
  const { t, i18n } = useTranslation();
  const any = would ?? held[0];
  if (!any) return null;
  const name = `${any.name[tongue(i18n.language)]} · ${targetName(any.metric, any.reply, t)}`;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={5}>
          {name}
        </th>
        <td className="right">
          <Difference by={difference(shareOf(sumOf(held)), would && shareOf(would))} />
        </td>
      </tr>
      {held.map((one) => (
        <Line key={one.version} name={t('sla.held')} title={name} kept={one} />
      ))}
      {held.length === 0 && <Nothing name={t('sla.held')} />}
      {would ? <Line name={t('sla.would')} title={name} kept={would} /> : <Nothing name={t('sla.would')} />}
    </tbody>
  );
}

function Line({ name, title, kept }: { name: string; title: string; kept: SlaKept }) {
  const { t, i18n } = useTranslation();
  const took = (seconds: number | null | undefined) => (seconds == null ? '–' : tookIn(seconds, t));
  return (
    <tr>
      <td>
        {name} <span className="meta">≤ {timeIn(kept.within_seconds, t)}</span>
      </td>
      <td className="num right">{kept.judged}</td>
      <td className="right">
        <LateIn title={title} late={kept.late} conversations={kept.late_in} />
      </td>
      <td className="num right">{kept.late_share == null ? '–' : percent(kept.late_share, i18n.language)}</td>
      <td className="num right">{took(kept.median_seconds)}</td>
      <td className="num right">{took(kept.p90_seconds)}</td>
    </tr>
  );
}

/** There was, or would be, no target. */
function Nothing({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <tr className="off">
      <td>{name}</td>
      <td colSpan={5} className="right">
        {t('sla.no_target')}
      </td>
    </tr>
  );
}

/** How many points more or less are late. */
function Difference({ by }: { by: number | undefined }) {
  const { t, i18n } = useTranslation();
  if (by === undefined) return null;
  const format = new Intl.NumberFormat(i18n.language, {
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const look = Math.abs(by) < 0.05 ? 'tag' : by > 0 ? 'tag red' : 'tag green';
  return <span className={`${look} num`}>{t('sla.points', { n: format.format(by) })}</span>;
}
