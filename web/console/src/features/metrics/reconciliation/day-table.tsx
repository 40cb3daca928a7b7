import type { MetricTarget, ReconciledDay, Reconciliation } from '@miaohui/client';
import { CheckField } from '@miaohui/ui/field';
import { Icon, type IconName } from '@miaohui/ui/icon';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { day, figure } from '../../../i18n/format';
import { apart, worth } from '../said';
import { useSpeaker } from '../speaker';
import { type Beside, besideOf, isAgainst } from './days';

interface Props {
  found: Reconciliation;
  target: MetricTarget | null | undefined;
  /** What another reading comes to on each of the days. */
  read: (number | null | undefined)[] | undefined;
}

/** Each day, the newest first: theirs, ours, how far they are from each other, and against whom that is. */
export function DayTable({ found, target, read }: Props) {
  const { t } = useTranslation();
  const [only, setOnly] = useState(false);
  const rows = found.days
    .map((one, at) => ({ one, beside: besideOf(one, target), read: read?.[at] }))
    .filter(({ beside }) => !only || beside !== 'same')
    .reverse();
  return (
    <>
      <div className="line">
        <h3>{t('reconciliation.by_day')}</h3>
        <span className="end">
          <CheckField
            label={t('reconciliation.only_different')}
            checked={only}
            onChange={(event) => setOnly(event.target.checked)}
          />
        </span>
      </div>
      <table className="table days">
        <thead>
          <tr>
            <th>{t('reconciliation.day')}</th>
            <th className="right">{t('reconciliation.theirs')}</th>
            <th className="right">{t('reconciliation.ours')}</th>
            <th className="right">{t('reconciliation.difference')}</th>
            {read && <th className="right">{t('reconciliation.read')}</th>}
            <th>{t('reconciliation.beside.name')}</th>
            <th className="right">{t('reconciliation.units')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ one, beside, read: value }) => (
            <Row
              key={one.day}
              one={one}
              beside={beside}
              read={read ? (value ?? null) : undefined}
              found={found}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface RowProps {
  one: ReconciledDay;
  beside: Beside;
  read: number | null | undefined;
  found: Reconciliation;
}

function Row({ one, beside, read, found }: RowProps) {
  const { t } = useTranslation();
  const speaker = useSpeaker();
  const { language } = speaker;
  const said = (value: number | null | undefined) => worth(value, found, speaker);
  const { difference } = one;
  const sign = difference != null && difference < 0 ? '−' : '+';
  const against = isAgainst(beside);
  return (
    <tr>
      <td className="num">{day(`${one.day}T00:00`, language)}</td>
      <td className="num right" data-name={t('reconciliation.theirs')}>
        {said(one.theirs)}
      </td>
      <td className="num right" data-name={t('reconciliation.ours')}>
        {said(one.ours)}
      </td>
      <td className={against ? 'num right red' : 'num right'} data-name={t('reconciliation.difference')}>
        {difference == null || beside === 'same' ? '–' : `${sign}${apart(difference, found, speaker)}`}
      </td>
      {read !== undefined && (
        <td className="num right" data-name={t('reconciliation.read')}>
          {said(read)}
        </td>
      )}
      <td>
        <BesideTag beside={beside} />
      </td>
      <td className="num right" data-name={t('reconciliation.units')}>
        {t('reconciliation.units_of', {
          theirs: one.their_units == null ? '–' : figure(one.their_units, language),
          ours: figure(one.our_units, language),
        })}
      </td>
    </tr>
  );
}

/** What is against the shop is red; what is not has no colour of its own. */
function looksOf(beside: Beside): { tag: string; icon: IconName } {
  if (isAgainst(beside)) return { tag: 'tag red', icon: 'warn' };
  if (beside === 'same') return { tag: 'tag green', icon: 'ok' };
  return { tag: beside === 'nothing_here' ? 'tag amber' : 'tag', icon: 'calm' };
}

function BesideTag({ beside }: { beside: Beside }) {
  const { t } = useTranslation();
  const { tag, icon } = looksOf(beside);
  return (
    <span className={tag}>
      <Icon name={icon} small />
      {t(`reconciliation.beside.${beside}`)}
    </span>
  );
}
